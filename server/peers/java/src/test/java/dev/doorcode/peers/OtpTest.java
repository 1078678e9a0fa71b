package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.descope.enums.DeliveryMethod;
import com.descope.model.magiclink.LoginOptions;
import com.descope.model.magiclink.SignUpOptions;
import com.descope.model.user.User;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing up and in, with every method that the client has. */
class OtpTest extends Stage {
    private static String loginId(DeliveryMethod method) {
        return method == EMAIL ? ANN : PHONE;
    }

    private static String masked(DeliveryMethod method) {
        return method == EMAIL ? "a***@example.com" : "+1******100";
    }

    private static User user(DeliveryMethod method) {
        var user = User.builder().name("Ann");
        return method == EMAIL ? user.email(ANN).build() : user.phone(PHONE).build();
    }

    @ParameterizedTest
    @EnumSource(DeliveryMethod.class)
    void signUpThenSignIn(DeliveryMethod method) {
        var loginId = loginId(method);
        assertEquals(masked(method), otp.signUp(method, loginId, user(method)));
        var first = verify(method, loginId, loginId);
        assertTrue(first.getFirstSeen());
        assertEquals("Ann", first.getUser().getName());
        assertTrue(method == EMAIL ? first.getUser().getVerifiedEmail() : first.getUser().getVerifiedPhone());

        assertEquals(masked(method), otp.signIn(method, loginId, null));
        var second = verify(method, loginId, loginId);
        assertFalse(second.getFirstSeen());
        assertEquals(first.getUser().getUserId(), second.getToken().getId());
        assertEquals(List.of(method.getValue()), second.getToken().getClaims().get("amr"));
        assertEquals(service.projectId, second.getToken().getProjectId());
    }

    @ParameterizedTest
    @EnumSource(DeliveryMethod.class)
    void signUpOrIn(DeliveryMethod method) {
        for (var firstSeen : List.of(true, false)) {
            assertEquals(masked(method), otp.signUpOrIn(method, loginId(method)));
            assertEquals(firstSeen, verify(method, loginId(method), loginId(method)).getFirstSeen());
        }
    }

    @Test
    void aSignUpSendsItsCodeToTheAddressInTheDetails() {
        otp.signUp(EMAIL, "ann", User.builder().email(ANN).givenName("Ann").familyName("Lee").build());
        var user = verify(EMAIL, "ann", ANN).getUser();
        assertEquals(List.of("ann"), user.getLoginIds());
        assertEquals(List.of(ANN, "Ann", "Lee"), List.of(user.getEmail(), user.getGivenName(), user.getFamilyName()));
    }

    @Test
    void customClaimsAreSetApart() {
        Map<String, Object> claims = Map.of("plan", "pro");
        otp.signUp(EMAIL, ANN, user(EMAIL), SignUpOptions.builder().customClaims(claims).build());
        assertEquals(claims, verify(EMAIL, ANN, ANN).getToken().getClaims().get("nsec"));
        otp.signIn(EMAIL, ANN, LoginOptions.builder().customClaims(claims).build());
        assertEquals(claims, verify(EMAIL, ANN, ANN).getToken().getClaims().get("nsec"));
    }

    @Test
    void templateOptionsReachTheMessage() {
        service.settings(Map.of("templates", Map.of("email", "{{code}} for {{app}}")));
        var options = SignUpOptions.builder().templateOptions(Map.of("app", "Shop")).build();
        otp.signUp(EMAIL, ANN, user(EMAIL), options);
        assertEquals(service.code(ANN) + " for Shop", service.messages(ANN).get(0).get("text").asText());
    }

    @Test
    void aStepUpMarksTheSessionAndNothingElse() {
        var refreshToken = logIn(ANN).getRefreshToken().getJwt();
        otp.signIn(EMAIL, ANN, LoginOptions.builder().stepup(true).build(), refreshToken);
        var login = verify(EMAIL, ANN, ANN);
        assertEquals(true, login.getToken().getClaims().get("su"));
        assertNull(login.getRefreshToken().getClaims().get("su"));
        var refreshed = auth.refreshSessionWithToken(login.getRefreshToken().getJwt());
        assertNull(refreshed.getClaims().get("su"));
    }

    @Test
    void mfaAddsToTheMethodsOfTheSession() {
        var refreshToken = logIn(ANN).getRefreshToken().getJwt();
        otp.updateUserPhone(DeliveryMethod.SMS, ANN, PHONE, refreshToken, null);
        verify(DeliveryMethod.SMS, ANN, PHONE);
        otp.signIn(DeliveryMethod.SMS, ANN, LoginOptions.builder().mfa(true).build(), refreshToken);
        var amr = verify(DeliveryMethod.SMS, ANN, PHONE).getToken().getClaims().get("amr");
        assertEquals(Set.of("email", "sms", "mfa"), Set.copyOf((List<?>) amr));
    }
}
