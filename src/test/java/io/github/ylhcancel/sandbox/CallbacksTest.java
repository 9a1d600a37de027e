package io.github.ylhcancel.sandbox;

import static io.github.ylhcancel.sandbox.PlayClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.sandbox.SentCallback.Result;
import io.github.ylhcancel.testing.SignedCallback;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock();
    private WebHook hook;
    private Sandbox sandbox;
    private PlayClient client;
    private String token;

    @BeforeEach
    void open() throws Exception {
        hook = new WebHook();
    }

    @AfterEach
    void close() {
        hook.close();
        Optional.ofNullable(sandbox).ifPresent(Sandbox::close);
    }

    private void start(String... rules) throws Exception {
        start(CallbackOptions.NONE
                .withUrl(hook.uri())
                .withDelays(Duration.ZERO, SOON)
                .withRules(rules));
    }

    private void start(CallbackOptions options) throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults().withCallbacks(options), clock);
        client = new PlayClient(sandbox);
        token = client.token();
    }

    private void cancel(String soId) throws Exception {
        assertThat(client.cancel(token, soId).statusCode()).isEqualTo(200);
    }

    private void awaitBodies(int count) {
        await().atMost(PATIENCE).until(() -> hook.bodies().size() >= count);
        await().atMost(PATIENCE)
                .until(() -> sandbox.callbacks().stream()
                        .allMatch(sent -> !sent.attempts().isEmpty()));
        assertThat(hook.bodies()).hasSize(count);
    }

    private static boolean isSigned(Map<String, String> form) {
        Map<String, String> signed = new TreeMap<>(form);
        String given = signed.remove("Sign");
        return given.equals(SignedCallback.sign(signed, CallbackKeys.DEFAULT.secret()));
    }

    @Test
    void anAppliedCancellationIsCalledBackByTheShopsNumber() throws Exception {
        start();

        cancel("SO10000002-1");

        awaitBodies(1);
        Map<String, String> form = hook.forms().get(0);
        assertThat(form).containsOnlyKeys("AppKey", "TimeStamp", "Sign", "Method", "Data");
        assertThat(form.get("Data"))
                .isEqualTo("{\"ExtOrderNo\":\"HE.10000002\",\"PlatformOrderNo\":\"PO10000002\",\"State\":1}");
        assertThat(form.get("Method")).isEqualTo("hmm.scm_heorder.cancel");
        assertThat(form.get("TimeStamp")).as("in China's time").isEqualTo("20260301160000");
        assertThat(isSigned(form)).isTrue();
        assertThat(sandbox.callbacks()).singleElement().satisfies(sent -> {
            assertThat(sent.isAnswered()).isTrue();
            assertThat(sent.open()).isFalse();
            assertThat(sent.soId()).contains("SO10000002-1");
        });
    }

    @Test
    void anOrderThatIsNotOfTheSampleShopIsCalledByItsSoIdUnlessItsNumberIsKnown() throws Exception {
        start();
        sandbox.know(KnownOrder.parse("H-2=WEB-77"));

        cancel("H-1");
        awaitBodies(1);
        cancel("H-2");
        awaitBodies(2);

        assertThat(hook.data().get(0)).contains("\"PlatformOrderNo\":\"H-1\"");
        assertThat(hook.data().get(1)).contains("\"PlatformOrderNo\":\"WEB-77\"");
    }

    @Test
    void withoutAnAddressNobodyIsCalled() throws Exception {
        start(CallbackOptions.NONE.withRules("refuse*"));

        cancel("SO-1");

        assertThat(sandbox.cancellations().get("SO-1").held()).isOne();
        assertThat(sandbox.callbacks()).isEmpty();
        assertThatThrownBy(() -> sandbox.trigger(trigger(Optional.of("PO1"), State.SUCCESS)))
                .hasMessageContaining("no callback address");
    }

    @Test
    void whatIsNotAnsweredWithSuccessIsSentAgainByteForByte() throws Exception {
        start(CallbackOptions.NONE
                .withUrl(hook.uri())
                .withDelays(Duration.ZERO, SOON)
                .withRepeats(SOON, 8));
        List<WebHook.Answer> answers = new ArrayList<>(List.of(
                new WebHook.Answer(503, ""),
                new WebHook.Answer(200, "<html>"),
                new WebHook.Answer(200, "{\"success\":false}"),
                new WebHook.Answer(200, "{\"success\":\"true\"}")));
        hook.answers(body -> {
            clock.advance(Duration.ofMinutes(1));
            return answers.isEmpty() ? new WebHook.Answer(200, WebHook.CONTENT) : answers.remove(0);
        });

        cancel("SO-1");

        await().atMost(PATIENCE).until(() -> sandbox.callbacks().stream().anyMatch(SentCallback::isAnswered));
        assertThat(hook.bodies()).hasSize(5).containsOnly(hook.bodies().get(0));
        assertThat(sandbox.callbacks())
                .singleElement()
                .satisfies(sent -> assertThat(sent.attempts())
                        .extracting(SentCallback.Attempt::result)
                        .containsExactly(
                                Result.OTHER_STATUS, Result.NO_ANSWER, Result.REFUSED, Result.REFUSED, Result.SUCCESS));
    }

    @Test
    void itIsNotSentForEver() throws Exception {
        start(CallbackOptions.NONE
                .withUrl(hook.uri())
                .withDelays(Duration.ZERO, SOON)
                .withRepeats(Duration.ZERO, 3));
        hook.answers(500, "");

        cancel("SO-1");

        await().atMost(PATIENCE)
                .until(() -> sandbox.callbacks().stream()
                        .anyMatch(sent -> sent.attempts().size() == 3 && !sent.open()));
        assertThat(hook.bodies()).hasSize(3);
    }

    @Test
    void nobodyThereAndNoAnswerInTimeAreToldApart() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        start(CallbackOptions.NONE
                .withUrl(nobody)
                .withTimeout(Duration.ofMillis(300))
                .withRepeats(SOON, 1));
        CountDownLatch end = new CountDownLatch(1);
        hook.answers(body -> {
            join(end);
            return new WebHook.Answer(200, WebHook.CONTENT);
        });

        Trigger trigger = trigger(Optional.of("PO1"), State.SUCCESS);
        List<SentCallback> unreachable = sandbox.trigger(trigger).get();
        sandbox.setCallbackUrl(hook.uri());
        List<SentCallback> silent = sandbox.trigger(trigger).get();
        end.countDown();

        assertThat(unreachable.get(0).attempts().get(0).result()).isEqualTo(Result.NOT_CONNECTED);
        assertThat(silent.get(0).attempts().get(0).result()).isEqualTo(Result.TIMED_OUT);
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anEarlyOneIsAnsweredBeforeTheCallIs() throws Exception {
        start("early");
        CountDownLatch mayAnswer = new CountDownLatch(1);
        hook.answers(body -> {
            join(mayAnswer);
            return new WebHook.Answer(200, WebHook.CONTENT);
        });

        CompletableFuture<HttpResponse<String>> call = client.cancelLater(token, "SO-1");
        await().atMost(PATIENCE).until(() -> hook.bodies().size() == 1);
        assertThat(call).isNotDone();
        mayAnswer.countDown();

        assertThat(call.get().statusCode()).isEqualTo(200);
    }

    @Test
    void anOrdinaryOneComesAfterTheAnswerEvenIfThatIsSlow() throws Exception {
        sandbox = Sandbox.start(
                SandboxOptions.defaults()
                        .withSlowDelay(NEVER)
                        .withFaults("slow")
                        .withCallbacks(CallbackOptions.NONE.withUrl(hook.uri()).withDelays(Duration.ZERO, SOON)),
                clock);
        client = new PlayClient(sandbox);
        token = client.token();

        client.cancelLater(token, "SO-slow");
        await().atMost(PATIENCE).until(() -> sandbox.received(Endpoint.CANCEL) == 1);
        cancel("SO-quick");

        awaitBodies(1);
        assertThat(hook.data().get(0)).contains("SO-quick");
    }

    @Test
    void aHeldOneGoesOutBehindTheNext() throws Exception {
        start(CallbackOptions.NONE
                .withUrl(hook.uri())
                .withDelays(Duration.ZERO, NEVER)
                .withRules("held"));

        cancel("SO-1");
        cancel("SO-2");

        awaitBodies(2);
        assertThat(hook.data().get(0)).contains("SO-2");
        assertThat(hook.data().get(1)).contains("SO-1");
    }

    @Test
    void aHeldOneGoesOutAtLastThoughNothingFollows() throws Exception {
        start("held");

        cancel("SO-1");

        awaitBodies(1);
    }

    @Test
    void aLateOneWaits() throws Exception {
        start(CallbackOptions.NONE
                .withUrl(hook.uri())
                .withDelays(Duration.ZERO, NEVER)
                .withRules("late"));

        cancel("SO-1");
        cancel("SO-2");

        awaitBodies(1);
        assertThat(hook.data().get(0)).contains("SO-2");
    }

    @Test
    void whatIsSentTwiceIsTheSame() throws Exception {
        start("twice");

        cancel("SO-1");

        awaitBodies(2);
        assertThat(hook.bodies().get(0)).isEqualTo(hook.bodies().get(1));
    }

    @Test
    void aForgedAndAnExpiredOneComeFirstAndAreNotRepeated() throws Exception {
        start("forged", "expired");
        hook.answers(body -> hook.bodies().size() < 3
                ? new WebHook.Answer(200, "{\"success\":false}")
                : new WebHook.Answer(200, WebHook.CONTENT));

        cancel("SO-1");

        awaitBodies(3);
        List<Map<String, String>> forms = hook.forms();
        assertThat(forms).extracting(CallbacksTest::isSigned).containsExactly(false, true, true);
        assertThat(forms)
                .extracting(form -> form.get("TimeStamp"))
                .containsExactly("20260301160000", "20260228150000", "20260301160000");
        assertThat(sandbox.callbacks()).noneMatch(SentCallback::open);
    }

    @Test
    void confirmAndOutOfStockComeFirst() throws Exception {
        start("confirm", "oostock");

        cancel("SO-1");

        awaitBodies(3);
        assertThat(hook.forms())
                .extracting(form -> form.get("Method"))
                .containsExactly("hmm.scm_heorder.confirm", "hmm.scm_heorder.oostock", "hmm.scm_heorder.cancel");
    }

    @Test
    void aKnownOrderIsTurnedBackUnaskedOnce() throws Exception {
        start("unasked*");
        sandbox.know(KnownOrder.parse("SO-1=WEB-1"));
        sandbox.know(KnownOrder.parse("SO-9=WEB-9"));

        cancel("SO-1");
        awaitBodies(2);
        cancel("SO-2");

        awaitBodies(3);
        assertThat(hook.data().get(0)).contains("WEB-9");
        assertThat(hook.data().get(2)).contains("SO-2");
    }

    @Test
    void aRefusedOneIsNotCancelledUntilItIsAskedAnew() throws Exception {
        start("refuse");

        cancel("SO-1");
        awaitBodies(1);
        assertThat(hook.data().get(0)).contains("\"State\":0", "FailMsg").doesNotContain("ExtOrderNo");
        assertThat(sandbox.cancellations().get("SO-1").held()).isZero();

        cancel("SO-1");
        assertThat(sandbox.cancellations().get("SO-1").held())
                .as("the same bytes")
                .isZero();

        String other = PlayClient.body("SO-1").replace("1772352000000", "1772352000001");
        client.send(client.cancelRequest(token, other));
        awaitBodies(2);
        assertThat(hook.data().get(1)).contains("\"State\":1");
        assertThat(sandbox.cancellations().get("SO-1").held()).isOne();
    }

    @Test
    void aRepeatOfTheCallIsNotCalledBackAgain() throws Exception {
        start();

        cancel("SO-1");
        awaitBodies(1);
        cancel("SO-1");
        cancel("SO-2");

        awaitBodies(2);
        assertThat(hook.data().get(1)).contains("SO-2");
    }

    @Test
    void aPartlyCancelledOneSaysWhereThePiecesAre() throws Exception {
        start("partly");
        sandbox.know(KnownOrder.parse("SO-1=WEB-1:A-100*3,B-7"));

        cancel("SO-1");

        awaitBodies(1);
        assertThat(hook.data().get(0))
                .contains("\"State\":2")
                .contains("{\"productCode\":\"A-100\",\"totalQty\":3,\"receiveQty\":1,\"returnQty\":0,\"rejectQty\":2}")
                .contains("{\"productCode\":\"B-7\",\"totalQty\":1,\"receiveQty\":0,\"returnQty\":0,\"rejectQty\":1}");
    }

    @Test
    void chanceIsTheSameForTheSameSeedInWhateverOrderTheCallsCome() throws Exception {
        List<String> forwards = statesOf(7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        List<String> backwards = statesOf(7, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        List<String> otherSeed = statesOf(8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        assertThat(forwards).containsExactlyElementsOf(backwards);
        assertThat(otherSeed).isNotEqualTo(forwards);
    }

    private static List<String> statesOf(long seed, int... order) {
        CallbackOptions options = CallbackOptions.NONE
                .withUrl(URI.create("http://127.0.0.1:1"))
                .withRules("refuse%30", "partly%30", "late%50", "forged%20");
        CallbackPlan plan = new CallbackPlan(options, seed);
        Map<Integer, String> outcomes = new TreeMap<>();
        for (int number : order) {
            CallbackPlan.Outcome outcome = plan.ofApplied("SO-" + number, soId -> true, new SettableClock().instant());
            CallbackBatch batch = outcome.batch().orElseThrow();
            outcomes.put(
                    number,
                    outcome.state() + " " + batch.delay() + " " + batch.all().size());
        }
        return List.copyOf(outcomes.values());
    }

    @Test
    void aTriggeredOneHasNoCancellationBehindIt() throws Exception {
        start();
        sandbox.know(KnownOrder.parse("SO-9=WEB-9"));

        List<SentCallback> sent =
                sandbox.trigger(trigger(Optional.empty(), State.FAILURE)).get();

        assertThat(sent).hasSize(2).allMatch(SentCallback::isAnswered);
        assertThat(hook.bodies()).hasSize(2);
        assertThat(hook.data().get(0)).isEqualTo("{\"PlatformOrderNo\":\"WEB-9\",\"State\":0,\"FailMsg\":\"已发货\"}");
        assertThat(sandbox.requests()).noneMatch(request -> request.endpoint() == Endpoint.CANCEL);
    }

    private static Trigger trigger(Optional<String> order, State state) {
        return new Trigger(
                Method.CANCEL,
                order,
                Optional.of("SO-9"),
                state,
                Optional.of("已发货"),
                Optional.empty(),
                List.of(),
                false,
                false,
                2,
                Duration.ZERO);
    }

    @Test
    void theControlAddressTriggersListsAndChangesRules() throws Exception {
        start(CallbackOptions.NONE.withDelays(Duration.ZERO, SOON));

        control("POST", "/callbacks/url", "{\"url\":\"" + hook.uri() + "\"}");
        assertThat(control("POST", "/callbacks/rules", "{\"add\":[\"partly*2\"]}")
                        .path("rules"))
                .hasToString("[\"partly*2\"]");
        control("POST", "/orders", "{\"add\":[\"SO-1=WEB-1:A-1*2\"]}");
        JsonNode triggered = control(
                "POST",
                "/callbacks",
                "{\"method\":\"confirm\",\"so_id\":\"SO-1\",\"state\":1,\"ext_order_no\":\"HE.8\",\"forged\":true}");
        cancel("SO-1");
        awaitBodies(2);

        assertThat(triggered
                        .path("callbacks")
                        .path(0)
                        .path("attempts")
                        .path(0)
                        .path("result")
                        .asText())
                .isEqualTo("success");
        JsonNode listed = control("GET", "/callbacks", "").path("callbacks");
        assertThat(listed).hasSize(2);
        assertThat(listed.path(0).path("kinds").toString()).contains("forged", "unasked");
        assertThat(listed.path(1).path("order").asText()).isEqualTo("WEB-1");
        assertThat(listed.toString()).doesNotContain("Sign", CallbackKeys.DEFAULT.secret());
        assertThat(isSigned(hook.forms().get(0))).isFalse();
        assertThat(control("GET", "/callbacks/rules", "").path("rules")).hasToString("[\"partly*1\"]");
        assertThat(control("GET", "/state", "")
                        .path("callbacks")
                        .path("answered")
                        .asInt())
                .isEqualTo(2);
        assertThat(control("GET", "/orders", "").toString()).contains("\"code\":\"A-1\",\"quantity\":2");

        control("POST", "/reset", "");
        assertThat(control("GET", "/callbacks", "").path("callbacks")).isEmpty();
        assertThat(sandbox.callbackUrl()).isEmpty();
    }

    @Test
    void theControlAddressSaysWhatItDoesNotUnderstand() throws Exception {
        start();

        assertThat(mistake("POST", "/callbacks", "{}")).contains("field method");
        assertThat(mistake("POST", "/callbacks", "{\"method\":\"cancel\",\"state\":1}"))
                .contains("Say the order");
        assertThat(mistake("POST", "/callbacks", "{\"method\":\"cancel\",\"order\":\"P\",\"state\":3}"))
                .contains("field state");
        assertThat(mistake("POST", "/callbacks/rules", "{\"add\":[\"sooner\"]}"))
                .contains("no kind is called \"sooner\"", "late");
        assertThat(mistake("POST", "/callbacks/url", "{\"url\":\"ftp://x\"}")).contains("http or https");
        assertThat(mistake("POST", "/orders", "{\"add\":[\"SO-1\"]}")).contains("SO-ID=NUMBER");
    }

    private String mistake(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.control(method, path, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        return json(answer).path("error").asText();
    }

    private JsonNode control(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.control(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    @Test
    void closingEndsWhatWaitsAndWhatIsUnderWay() throws Exception {
        start(CallbackOptions.NONE
                .withUrl(hook.uri())
                .withDelays(Duration.ZERO, SOON)
                .withRepeats(SOON, 100));
        hook.answers(500, "");
        cancel("SO-1");
        await().atMost(PATIENCE).until(() -> !hook.bodies().isEmpty());

        sandbox.close();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(callbackThreads()).isEmpty());
        int sent = hook.bodies().size();
        assertThat(new String(sandbox.callbacks().get(0).form().body(), UTF_8))
                .isEqualTo(hook.bodies().get(0));
        await().during(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> hook.bodies().size() == sent);
    }

    private static List<String> callbackThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> Optional.ofNullable(thread.getThreadGroup())
                        .filter(group -> group.getName().equals("sandbox-callbacks"))
                        .isPresent())
                .map(Thread::getName)
                // The JDK has one of these for all of the process, and it begins wherever it is first needed.
                .filter(name -> !name.equals("CompletableFutureDelayScheduler"))
                .toList();
    }
}
