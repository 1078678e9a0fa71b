package dev.doorcode.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A service of one's own: started from the binary that DOORCODE_SERVICE names, driven through its control plane. */
final class Service {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The service of this process; it ends with it. */
    static final Service RUNNING = new Service();

    private final HttpClient http = HttpClient.newHttpClient();
    final String url;
    final String projectId;
    final String managementKey;

    private Service() {
        try {
            var binary = System.getenv("DOORCODE_SERVICE");
            var process = new ProcessBuilder(binary, "dev", "--port", "0", "--exit-with-parent", "--log", "off")
                    .redirectError(Redirect.DISCARD)
                    .start();
            var line = JSON.readTree(process.inputReader().readLine());
            url = line.get("url").asText();
            projectId = line.get("projectId").asText();
            managementKey = line.get("managementKey").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One call of the control plane, its body as JSON text; the answer. */
    JsonNode control(String method, String path, String body) {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(URI.create(url + "/_doorcode" + path)).method(method, publisher);
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything as it was at the start. */
    void reset() {
        var defaults = new HashMap<String, Object>();
        control("GET", "/settings", null).fieldNames().forEachRemaining(name -> defaults.put(name, null));
        settings(defaults);
        control("POST", "/clock", "{\"reset\": true}");
        control("POST", "/reset", null);
    }

    void settings(Map<String, Object> changes) {
        control("PATCH", "/settings", JSON.valueToTree(changes).toString());
    }

    JsonNode messages(String to) {
        var address = URLEncoder.encode(to, StandardCharsets.UTF_8);
        return control("GET", "/messages?to=" + address, null).get("messages");
    }

    /** The code in the newest message to somebody. */
    String code(String to) {
        var messages = messages(to);
        return messages.get(messages.size() - 1).get("code").asText();
    }

    /** A token as the body of the order describes it, also what the service would never issue. */
    String mint(String order) {
        return control("POST", "/tokens", order).get("jwt").asText();
    }
}
