package io.github.ylhcancel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

/** What the program says must be as right as what it did. */
class FileWayTest {
    private static final String FIRST = """
            {"results":[{"outcome":"cancelled"},{"outcome":"cancelled"}],"summary":{"cancelled":2,"already_cancelled":0}}
            """;

    @Test
    void acceptsThatEveryOrderIsNamed() throws JsonProcessingException {
        assertThat(FileWay.FILE.wrong(ended(0, FIRST), 2)).isEmpty();
        assertThat(FileWay.AGAIN.wrong(ended(0, "{\"results\":[{},{}],\"summary\":{\"already_cancelled\":2}}"), 2))
                .isEmpty();
        assertThat(FileWay.SWEEP.wrong(ended(0, "{\"results\":[],\"summary\":{\"cancelled\":2}}"), 2))
                .isEmpty();
    }

    @Test
    void seesWhatIsMissing() throws JsonProcessingException {
        assertThat(FileWay.AGAIN.wrong(ended(0, FIRST), 2))
                .containsExactly("already_cancelled in its summary: 0 instead of 2");
        assertThat(FileWay.FILE.wrong(ended(0, "{\"results\":[{}],\"summary\":{\"cancelled\":2}}"), 2))
                .containsExactly("results: 1 instead of 2");
        assertThat(FileWay.ONE.wrong(ended(0, "{\"results\":[],\"summary\":{\"cancelled\":1}}"), 2))
                .containsExactly("cancelled in its summary: 1 instead of 2");
    }

    @Test
    void repeatsWhatTheProgramComplainedOf() throws JsonProcessingException {
        assertThat(FileWay.FILE.wrong(ended(3, ""), 2)).containsExactly("exit code 3: ylh: no such file");
    }

    private static Measured ended(int exit, String out) {
        return new Measured(1, 1, 1, exit, out, "ylh: no such file\nand more");
    }
}
