package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.descope.enums.DeliveryMethod;
import com.descope.model.auth.UpdateOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A new e-mail address, a new phone number. */
class UpdateTest extends Stage {
    private static final String NEW = "ann@new.example";

    @Test
    void aNewAddressCountsOnceItIsVerified() {
        var refreshToken = logIn(ANN).getRefreshToken().getJwt();
        assertEquals("a***@new.example", otp.updateUserEmail(ANN, NEW, refreshToken, null));
        assertEquals(ANN, auth.me(refreshToken).getEmail());
        var user = verify(EMAIL, ANN, NEW).getUser();
        assertEquals(NEW, user.getEmail());
        assertTrue(user.getVerifiedEmail());
    }

    @Test
    void aNewAddressCanBecomeALoginId() {
        service.settings(Map.of("templates", Map.of("email", "{{code}} for {{app}}")));
        var refreshToken = logIn(ANN).getRefreshToken().getJwt();
        var options = new UpdateOptions(true, true);
        otp.updateUserEmail(ANN, NEW, refreshToken, options, Map.of("app", "Shop"));
        assertTrue(service.messages(NEW).get(0).get("text").asText().endsWith(" for Shop"));
        var user = verify(EMAIL, ANN, NEW).getUser();
        assertTrue(user.getLoginIds().contains(NEW));
        otp.signIn(EMAIL, NEW, null);
        assertEquals(user.getUserId(), verify(EMAIL, NEW, NEW).getUser().getUserId());
    }

    @ParameterizedTest
    @EnumSource(value = DeliveryMethod.class, mode = Mode.EXCLUDE, names = "EMAIL")
    void aNewNumber(DeliveryMethod method) {
        var refreshToken = logIn(ANN).getRefreshToken().getJwt();
        var options = new UpdateOptions(false, false);
        assertEquals("+1******100", otp.updateUserPhone(method, ANN, PHONE, refreshToken, options));
        otp.updateUserPhone(method, ANN, PHONE, refreshToken, options, Map.of("app", "Shop"));
        var user = verify(method, ANN, PHONE).getUser();
        assertEquals(PHONE, user.getPhone());
        assertTrue(user.getVerifiedPhone());
        assertEquals(ANN, user.getEmail());
    }
}
