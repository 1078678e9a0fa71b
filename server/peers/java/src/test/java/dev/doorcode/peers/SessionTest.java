package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.descope.exception.ClientFunctionalException;
import com.descope.model.auth.AccessKeyLoginOptions;
import com.descope.model.magiclink.LoginOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions: validate, refresh, tenants, history, log out, access keys. */
class SessionTest extends Stage {
    private String expired() {
        var exp = Instant.now().getEpochSecond() - 60;
        return service.mint("{\"loginId\": \"%s\", \"claims\": {\"exp\": %d}}".formatted(ANN, exp));
    }

    @Test
    void validate() {
        var login = logIn(ANN);
        var token = auth.validateSessionWithToken(login.getToken().getJwt());
        assertEquals(login.getUser().getUserId(), token.getId());
        assertTrue(token.getRefreshExpiration().toInstant().isAfter(Instant.now()));
        var foreign = service.mint("{\"loginId\": \"%s\", \"signWith\": \"foreign\"}".formatted(ANN));
        for (var bad : List.of(expired(), foreign)) {
            assertThrows(ClientFunctionalException.class, () -> auth.validateSessionWithToken(bad));
        }
    }

    @Test
    void refresh() {
        var login = logIn(ANN);
        var refreshToken = login.getRefreshToken().getJwt();
        assertEquals(login.getToken().getId(), auth.refreshSessionWithToken(refreshToken).getId());
        var info = auth.refreshSessionWithTokenAuthenticationInfo(refreshToken);
        assertEquals(refreshToken, info.getRefreshToken().getJwt());
        auth.validateSessionWithToken(info.getToken().getJwt());
    }

    @Test
    void aRotatedRefreshTokenReplacesTheOldOne() {
        service.settings(Map.of("rotateRefreshTokens", true));
        var refreshToken = logIn(ANN).getRefreshToken().getJwt();
        var rotated = auth.refreshSessionWithTokenAuthenticationInfo(refreshToken).getRefreshToken().getJwt();
        assertNotEquals(refreshToken, rotated);
        assertEquals(ANN, auth.me(rotated).getEmail());
    }

    @Test
    void validateAndRefresh() {
        var login = logIn(ANN);
        var session = login.getToken().getJwt();
        var refreshToken = login.getRefreshToken().getJwt();
        assertEquals(session, auth.validateAndRefreshSessionWithTokens(session, refreshToken).getJwt());
        var refreshed = auth.validateAndRefreshSessionWithTokens(expired(), refreshToken);
        auth.validateSessionWithToken(refreshed.getJwt());
        var info = auth.validateAndRefreshSessionWithTokensAuthenticationInfo(expired(), refreshToken);
        assertEquals(login.getToken().getId(), info.getToken().getId());
    }

    @Test
    void meAndHistory() {
        var login = logIn(ANN);
        var refreshToken = login.getRefreshToken().getJwt();
        var me = auth.me(refreshToken);
        assertEquals(List.of(ANN), me.getLoginIds());
        assertEquals(List.of(ANN, "enabled"), List.of(me.getEmail(), me.getStatus()));
        logIn(ANN);
        var history = auth.history(refreshToken);
        assertEquals(2, history.size());
        assertEquals(me.getUserId(), history.get(0).getUserId());
        assertTrue(Math.abs(history.get(1).getLoginTime() - Instant.now().getEpochSecond()) < 60);
    }

    @Test
    void selectTenant() {
        service.control("POST", "/seed", """
                {"tenants": [{"id": "a"}, {"id": "b"}],
                 "users": [{"loginId": "ann@example.com", "userTenants": [{"tenantId": "a"}, {"tenantId": "b"}]}]}""");
        var selected = auth.selectTenant("b", logIn(ANN).getRefreshToken().getJwt());
        assertEquals("b", selected.getToken().getClaims().get("dct"));
        assertEquals(List.of("a", "b"), auth.getTenantIds(selected.getToken()).stream().sorted().toList());
        var kept = auth.refreshSessionWithToken(selected.getRefreshToken().getJwt());
        assertEquals("b", kept.getClaims().get("dct"));
    }

    @Test
    void logOutEndsOneSession() {
        var here = logIn(ANN).getRefreshToken().getJwt();
        var elsewhere = logIn(ANN).getRefreshToken().getJwt();
        auth.logout(here);
        assertEquals("E064001", refusal(() -> auth.refreshSessionWithToken(here)));
        auth.refreshSessionWithToken(elsewhere);
    }

    @Test
    void logOutEverywhereEndsEverySession() {
        var tokens = List.of(logIn(ANN).getRefreshToken().getJwt(), logIn(ANN).getRefreshToken().getJwt());
        auth.logoutAll(tokens.get(0));
        tokens.forEach(token -> assertEquals("E064001", refusal(() -> auth.me(token))));
    }

    @Test
    void aLoginCanRevokeTheOtherSessions() {
        var elsewhere = logIn(ANN).getRefreshToken().getJwt();
        otp.signIn(EMAIL, ANN, LoginOptions.builder().revokeOtherSessions(true).build());
        auth.refreshSessionWithToken(verify(EMAIL, ANN, ANN).getRefreshToken().getJwt());
        assertEquals("E064001", refusal(() -> auth.refreshSessionWithToken(elsewhere)));
    }

    @Test
    void accessKeys() {
        service.control("POST", "/seed", """
                {"accessKeys": [{"name": "ci", "cleartext": "K2secret", "customClaims": {"k1": "v1"}}]}""");
        assertEquals("v1", auth.exchangeAccessKey("K2secret").getClaims().get("k1"));
        var options = new AccessKeyLoginOptions(Map.of("run", "7"));
        assertEquals(Map.of("run", "7"), auth.exchangeAccessKey("K2secret", options).getClaims().get("nsec"));
        assertEquals("E062803", refusal(() -> auth.exchangeAccessKey("K2wrong")));
    }
}
