package dev.doorcode.peers;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.descope.client.Config;
import com.descope.client.DescopeClient;
import com.descope.enums.DeliveryMethod;
import com.descope.exception.ServerCommonException;
import com.descope.model.auth.AuthenticationInfo;
import com.descope.sdk.auth.AuthenticationService;
import com.descope.sdk.auth.OTPService;
import com.descope.sdk.mgmt.UserService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/** What every test starts with: a fresh service and the official client, its base URL changed. */
abstract class Stage {
    static final String ANN = "ann@example.com";
    static final String PHONE = "+15555550100";
    static final DeliveryMethod EMAIL = DeliveryMethod.EMAIL;

    final Service service = Service.RUNNING;
    final OTPService otp;
    final AuthenticationService auth;
    final UserService users;

    Stage() {
        var config = Config.builder()
                .projectId(service.projectId)
                .managementKey(service.managementKey)
                .descopeBaseUrl(service.url)
                .build();
        var client = new DescopeClient(config);
        otp = client.getAuthenticationServices().getOtpService();
        auth = client.getAuthenticationServices().getAuthService();
        users = client.getManagementServices().getUserService();
    }

    @BeforeEach
    void reset() {
        service.reset();
    }

    /** Logs somebody in, known or not. */
    AuthenticationInfo logIn(String loginId) {
        otp.signUpOrIn(EMAIL, loginId);
        return verify(EMAIL, loginId, loginId);
    }

    /** Verifies with the code of the newest message to `address`. */
    AuthenticationInfo verify(DeliveryMethod method, String loginId, String address) {
        return otp.verifyCode(method, loginId, service.code(address));
    }

    /** The code of the refusal that the call must end with. */
    static String refusal(Executable call) {
        return assertThrows(ServerCommonException.class, call).getCode();
    }
}
