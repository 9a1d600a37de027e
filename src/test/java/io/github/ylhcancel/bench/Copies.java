package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** One filled shop, and new copies of it, each ready for the program of a build. */
final class Copies {
    private final Engine engine;
    private final Shop shop;
    private final Path folder;
    private final List<Build> builds;

    Copies(Engine engine, Shop shop, Path folder, List<Build> builds) {
        this.engine = engine;
        this.shop = shop;
        this.folder = folder;
        this.builds = builds;
    }

    void fill(int overdue) throws IOException, InterruptedException, SQLException {
        Address address = engine.empty();
        new Filling(engine.folder(), shop, overdue, Instant.now()).run(address);
        if (!eachMakesItsOwnTables()) {
            new Program(builds.get(0), folder, address, shop).initialise();
        }
        engine.keep();
    }

    /** The tool's own tables need not be the same in two builds, and neither may change those of the other. */
    private boolean eachMakesItsOwnTables() {
        return builds.size() > 1;
    }

    Program fresh(Build build) throws IOException, InterruptedException, SQLException {
        Program program = new Program(build, folder, engine.restore(), shop);
        if (eachMakesItsOwnTables()) {
            program.initialise();
            engine.settle();
        }
        writeBack();
        return program;
    }

    /** What the copying left in memory is on the disk before the clock starts. */
    private static void writeBack() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
    }
}
