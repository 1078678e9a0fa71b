package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.descope.enums.DeliveryMethod;
import com.descope.model.user.User;
import com.descope.model.user.request.UserRequest;
import com.descope.model.user.response.UserResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users of a test suite, whose codes are asked for instead of received. */
class TestUsersTest extends Stage {
    private static final String MAIL = "t@example.com";

    private UserResponse create() {
        var profile = UserRequest.builder().email(MAIL).phone("+15555550111").displayName("Tess").build();
        return users.createTestUser("tester", profile).getUser();
    }

    private String generate(DeliveryMethod method) {
        var generated = users.generateOtpForTestUser("tester", method);
        assertEquals("tester", generated.getLoginId());
        return generated.getCode();
    }

    @ParameterizedTest
    @EnumSource(DeliveryMethod.class)
    void aGeneratedCodeSignsIn(DeliveryMethod method) {
        var tester = create();
        var login = otp.verifyCode(method, "tester", generate(method));
        assertTrue(login.getFirstSeen());
        assertEquals(tester.getUserId(), login.getUser().getUserId());
        assertEquals(true, login.getToken().getClaims().get("tu"));
        assertEquals(0, service.messages(MAIL).size());
    }

    @Test
    void aGeneratedCodeSurvivesAStart() {
        var tester = create();
        var code = generate(EMAIL);
        otp.signUp(EMAIL, "tester", User.builder().email(MAIL).build());
        otp.signUpOrIn(EMAIL, "tester");
        otp.signIn(EMAIL, "tester", null);
        assertEquals(tester.getUserId(), otp.verifyCode(EMAIL, "tester", code).getUser().getUserId());
    }

    @Test
    void aGeneratedCodeCompletesAnUpdate() {
        create();
        var refreshToken = otp.verifyCode(EMAIL, "tester", generate(EMAIL)).getRefreshToken().getJwt();
        var code = generate(EMAIL);
        otp.updateUserEmail("tester", "t@new.example", refreshToken, null);
        assertEquals("t@new.example", otp.verifyCode(EMAIL, "tester", code).getUser().getEmail());
    }

    @Test
    void loadAndDelete() {
        var tester = create();
        assertEquals("invited", tester.getStatus());
        assertTrue(tester.getTest());
        assertEquals(tester, users.load("tester").getUser());
        assertEquals(tester, users.loadByUserId(tester.getUserId()).getUser());
        users.delete("tester");
        assertEquals("E112102", refusal(() -> users.load("tester")));
    }

    @Test
    void allTestUsersGoAtOnce() {
        logIn(ANN);
        create();
        users.deleteAllTestUsers();
        assertEquals("E112102", refusal(() -> users.load("tester")));
        assertEquals("enabled", users.load(ANN).getUser().getStatus());
    }

    @Test
    void codesAreForTestUsersOnly() {
        logIn(ANN);
        assertEquals("E011004", refusal(() -> users.generateOtpForTestUser(ANN, EMAIL)));
        assertEquals("E112102", refusal(() -> users.generateOtpForTestUser("nobody", EMAIL)));
    }
}
