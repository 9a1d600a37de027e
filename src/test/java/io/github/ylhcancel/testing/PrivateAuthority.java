package io.github.ylhcancel.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of a shop's own, made by keytool, and a server's certificate for 127.0.0.1 that it has signed. */
public final class PrivateAuthority {
    public static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;

    private PrivateAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    public static PrivateAuthority in(Path folder, String name) throws IOException, InterruptedException {
        return in(folder, name, "-0d", 2);
    }

    /**
     * The same with a certificate for the server that is good for so many days.
     *
     * @param from when they begin, as keytool reads it: {@code -7d}
     */
    public static PrivateAuthority in(Path folder, String name, String from, int days)
            throws IOException, InterruptedException {
        PrivateAuthority made = new PrivateAuthority(folder, name);
        made.keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-ext",
                "bc:c",
                "-keystore",
                made.file(".keys"));
        made.keytool(
                "-exportcert", "-rfc", "-alias", "ca", "-keystore", made.file(".keys"), "-file", made.file(".pem"));
        made.keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-validity",
                "2",
                "-keystore",
                made.file(".server"));
        made.keytool("-certreq", "-alias", "server", "-keystore", made.file(".server"), "-file", made.file(".csr"));
        made.keytool(
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-keystore",
                made.file(".keys"),
                "-infile",
                made.file(".csr"),
                "-outfile",
                made.file(".crt"),
                "-startdate",
                from,
                "-validity",
                String.valueOf(days),
                "-ext",
                "san=ip:127.0.0.1");
        Files.writeString(
                made.path(".chain"), Files.readString(made.path(".crt")) + Files.readString(made.path(".pem")));
        made.keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "server",
                "-keystore",
                made.file(".server"),
                "-file",
                made.file(".chain"));
        return made;
    }

    /** One whose own certificate was good for a day of last week; it has signed nothing. */
    public static PrivateAuthority expiredIn(Path folder, String name) throws IOException, InterruptedException {
        PrivateAuthority made = new PrivateAuthority(folder, name);
        made.keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-startdate",
                "-7d",
                "-validity",
                "1",
                "-keystore",
                made.file(".keys"));
        made.keytool(
                "-exportcert", "-rfc", "-alias", "ca", "-keystore", made.file(".keys"), "-file", made.file(".pem"));
        return made;
    }

    private Path path(String ending) {
        return folder.resolve(name + ending);
    }

    private String file(String ending) {
        return path(ending).toString();
    }

    /** Its own certificate, as text. */
    public Path pem() {
        return path(".pem");
    }

    /** Its own certificate in a key store of this kind, {@code PKCS12} or {@code JKS}. */
    public Path keyStore(String kind) throws IOException, InterruptedException {
        String store = file("." + kind);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                file(".pem"),
                "-keystore",
                store,
                "-storetype",
                kind);
        return Path.of(store);
    }

    /** What the server shows. */
    public SSLContext server() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(path(".server")))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
