package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.descope.model.jwt.Token;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles and permissions, as the client's helpers see them in the tokens. */
class AuthorizationTest extends Stage {
    private Token token;

    @BeforeEach
    void seed() {
        service.control("POST", "/seed", """
                {"tenants": [{"id": "a"}, {"id": "b"}],
                 "roles": [{"name": "reader", "permissions": ["read"]},
                           {"name": "admin", "permissions": ["read", "write"], "tenantId": "a"}],
                 "users": [{"loginId": "ann@example.com", "roleNames": ["reader"],
                            "userTenants": [{"tenantId": "a", "roleNames": ["admin"]}, {"tenantId": "b"}]}]}""");
        token = logIn(ANN).getToken();
    }

    @Test
    void ofTheProject() {
        assertTrue(auth.validateRoles(token, List.of("reader")));
        assertFalse(auth.validateRoles(token, List.of("reader", "admin")));
        assertEquals(List.of("reader"), auth.getMatchedRoles(token, List.of("reader", "admin")));
        assertTrue(auth.validatePermissions(token, List.of("read")));
        assertFalse(auth.validatePermissions(token, List.of("write")));
        assertEquals(List.of("read"), auth.getMatchedPermissions(token, List.of("read", "write")));
        assertEquals(List.of("reader"), auth.getRoles(token));
        assertEquals(List.of("read"), auth.getPermissions(token));
    }

    @Test
    void ofATenant() {
        assertTrue(auth.validateRoles(token, "a", List.of("admin")));
        assertFalse(auth.validateRoles(token, "b", List.of("admin")));
        assertEquals(List.of("admin"), auth.getMatchedRoles(token, "a", List.of("admin", "reader")));
        assertTrue(auth.validatePermissions(token, "a", List.of("read", "write")));
        assertFalse(auth.validatePermissions(token, "b", List.of("read")));
        assertEquals(List.of("write"), auth.getMatchedPermissions(token, "a", List.of("write", "own")));
        assertEquals(List.of("admin"), auth.getRoles(token, "a"));
        assertEquals(List.of("read", "write"), auth.getPermissions(token, "a").stream().sorted().toList());
        assertEquals(List.of("a", "b"), auth.getTenantIds(token).stream().sorted().toList());
    }
}
