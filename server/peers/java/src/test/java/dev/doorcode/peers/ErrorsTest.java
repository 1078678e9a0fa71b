package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.descope.exception.RateLimitExceededException;
import com.descope.model.magiclink.LoginOptions;
import com.descope.model.user.User;
import org.junit.jupiter.api.Test;

/** What goes wrong, as the client tells it. */
class ErrorsTest extends Stage {
    private static String wrong(String code) {
        return "%06d".formatted((Integer.parseInt(code) + 1) % 1_000_000);
    }

    private void signUp() {
        otp.signUp(EMAIL, ANN, User.builder().email(ANN).build());
    }

    @Test
    void aWrongCodeLeavesTheRightOneGood() {
        signUp();
        var code = service.code(ANN);
        assertEquals("E061102", refusal(() -> otp.verifyCode(EMAIL, ANN, wrong(code))));
        assertTrue(otp.verifyCode(EMAIL, ANN, code).getFirstSeen());
        assertEquals("E061102", refusal(() -> otp.verifyCode(EMAIL, ANN, code)));
    }

    @Test
    void tooManyAttempts() {
        signUp();
        var code = service.code(ANN);
        for (var attempt = 0; attempt < 3; attempt++) {
            assertEquals("E061102", refusal(() -> otp.verifyCode(EMAIL, ANN, wrong(code))));
        }
        assertEquals("E061103", refusal(() -> otp.verifyCode(EMAIL, ANN, code)));
    }

    @Test
    void anExpiredCode() {
        service.control("POST", "/clock", "{\"advance\": -181}");
        signUp();
        service.control("POST", "/clock", "{\"reset\": true}");
        assertEquals("E061104", refusal(() -> verify(EMAIL, ANN, ANN)));
    }

    @Test
    void anUnknownUser() {
        assertEquals("E062108", refusal(() -> otp.signIn(EMAIL, ANN, null)));
        assertEquals("E062108", refusal(() -> otp.verifyCode(EMAIL, ANN, "123456")));
    }

    @Test
    void anExistingUser() {
        logIn(ANN);
        assertEquals("E062107", refusal(this::signUp));
    }

    /** The HTTP client below repeats a 429 once, after the time it names: hence a fault, twice, and one second. */
    @Test
    void tooManyRequests() {
        service.control("POST", "/faults", """
                {"match": {"path": "/v1/auth/otp/signup/email"}, "count": 2, "status": 429,
                 "headers": {"Retry-After": "1"},
                 "body": {"errorCode": "E130429", "errorDescription": "API rate limit exceeded"}}""");
        var error = assertThrows(RateLimitExceededException.class, this::signUp);
        assertEquals("E130429", error.getCode());
        assertEquals(1, error.getRetryAfterSeconds());
        signUp();
    }

    @Test
    void somebodyElsesRefreshToken() {
        logIn(ANN);
        var ofBob = logIn("bob@example.com").getRefreshToken().getJwt();
        assertEquals("E061005", refusal(() -> otp.updateUserEmail(ANN, "a@new.example", ofBob, null)));
        var stepUp = LoginOptions.builder().stepup(true).build();
        assertEquals("E061005", refusal(() -> otp.signIn(EMAIL, ANN, stepUp, ofBob)));
    }

    @Test
    void aGatewayErrorIsTriedAgain() {
        service.control("POST", "/faults", """
                {"match": {"path": "/v1/auth/otp/signup/email"}, "status": 503}""");
        signUp();
        var requests = service.control("GET", "/requests", null).get("requests");
        assertEquals(2, requests.size());
        assertEquals(503, requests.get(0).get("status").asInt());
    }
}
