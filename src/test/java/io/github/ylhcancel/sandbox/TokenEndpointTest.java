package io.github.ylhcancel.sandbox;

import static io.github.ylhcancel.sandbox.PlayClient.RIGHT_FORM;
import static io.github.ylhcancel.sandbox.PlayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenEndpointTest {
    private Sandbox sandbox;
    private PlayClient client;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults().withTokenLife(Duration.ofMinutes(20)), new SettableClock());
        client = new PlayClient(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void issuesATokenThatSaysHowLongItLives() throws Exception {
        HttpResponse<String> answer = client.askForToken();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("access_token").textValue()).isNotBlank();
        assertThat(json(answer).path("token_type").textValue()).isEqualTo("Bearer");
        assertThat(json(answer).path("expires_in").intValue()).isEqualTo(1200);
        assertThat(sandbox.tokensIssued()).isEqualTo(1);
    }

    @Test
    void noTwoTokensAreEqual() throws Exception {
        assertThat(client.token()).isNotEqualTo(client.token());
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
    }

    @Test
    void acceptsACharsetAfterTheContentType() throws Exception {
        HttpResponse<String> answer = client.askForToken(
                RIGHT_FORM,
                request -> request.setHeader("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void decodesTheForm() throws Exception {
        assertThat(ask(RIGHT_FORM.replace("sandbox-user", "sandbox%2Duser"))).isEqualTo("200 ");
    }

    @Test
    void wantsAPost() throws Exception {
        HttpResponse<String> answer = client.askForToken(RIGHT_FORM, HttpRequest.Builder::GET);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void wantsAForm() throws Exception {
        assertThat(ask(RIGHT_FORM, request -> request.setHeader("Content-Type", "application/json")))
                .isEqualTo("400 invalid_request");
    }

    @Test
    void wantsTheSystemName() throws Exception {
        assertThat(ask(RIGHT_FORM, request -> request.setHeader("system-name", "another")))
                .isEqualTo("400 invalid_request");
    }

    @Test
    void wantsTheRightClient() throws Exception {
        String wrong = PlayClient.basic("sandbox-client", "wrong");

        assertThat(ask(RIGHT_FORM, request -> request.setHeader("Authorization", wrong)))
                .isEqualTo("401 invalid_client");
    }

    @Test
    void wantsThePasswordGrant() throws Exception {
        assertThat(ask(RIGHT_FORM.replace("grant_type=password", "grant_type=client_credentials")))
                .isEqualTo("400 unsupported_grant_type");
    }

    @Test
    void wantsTheRightUserAndPassword() throws Exception {
        assertThat(ask(RIGHT_FORM + "x")).isEqualTo("400 invalid_grant");
        assertThat(ask(RIGHT_FORM.replace("sandbox-user", "somebody"))).isEqualTo("400 invalid_grant");
        assertThat(sandbox.tokensIssued()).isZero();
    }

    @Test
    void refusesABrokenForm() throws Exception {
        assertThat(ask(RIGHT_FORM + "%zz")).isEqualTo("400 invalid_request");
        assertThat(ask(RIGHT_FORM + "&username=twice")).isEqualTo("400 invalid_request");
    }

    @Test
    void remembersNeitherPasswordNorAuthorization() throws Exception {
        client.askForToken();
        ReceivedRequest request = sandbox.requests().get(0);

        assertThat(request.endpoint()).isEqualTo(Endpoint.TOKEN);
        assertThat(request.body()).isEmpty();
        assertThat(request.headerNames()).contains("authorization", "content-type", "system-name");
        assertThat(request.systemName()).contains("ylh-open-api");
        assertThat(request.contentType()).contains("application/x-www-form-urlencoded");
        assertThat(request.applied()).isTrue();
    }

    @Test
    void aTokenRequestAtTheWrongAddressIsNotRememberedEither() throws Exception {
        HttpResponse<String> answer = client.askForToken(
                RIGHT_FORM, request -> request.uri(sandbox.authUri().resolve("/wrong?password=x")));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(sandbox.requests()).singleElement().satisfies(request -> {
            assertThat(request.endpoint()).isEqualTo(Endpoint.OTHER);
            assertThat(request.path()).isEqualTo("/wrong");
            assertThat(request.body()).isEmpty();
        });
    }

    @Test
    void faultsOfTheTokenEndpointLeaveTheCancelEndpointAlone() throws Exception {
        String token = client.token();
        sandbox.addFault("503*@token");

        assertThat(client.askForToken().statusCode()).isEqualTo(503);
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestThatIsWrongAnywayUsesUpNoFault() throws Exception {
        sandbox.addFault("500@token");

        assertThat(ask(RIGHT_FORM + "x")).isEqualTo("400 invalid_grant");
        assertThat(client.askForToken().statusCode()).isEqualTo(500);
        assertThat(client.askForToken().statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenEndpointMisbehavesInItsOwnWords() throws Exception {
        sandbox.addFault("refuse@token");
        sandbox.addFault("wrong-type@token");
        sandbox.addFault("500-after@token");

        assertThat(ask(RIGHT_FORM)).isEqualTo("400 invalid_grant");
        assertThat(json(client.askForToken()).path("access_token").isArray()).isTrue();
        assertThat(client.askForToken().statusCode()).isEqualTo(500);
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
    }

    private String ask(String form) throws IOException, InterruptedException {
        return ask(form, request -> request);
    }

    private String ask(String form, UnaryOperator<HttpRequest.Builder> change)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.askForToken(form, change);
        return answer.statusCode() + " " + json(answer).path("error").asText();
    }
}
