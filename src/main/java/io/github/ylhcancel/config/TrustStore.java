package io.github.ylhcancel.config;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.files.TrustedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificates of a private authority, from a bundle in PEM or a key store of Java. Those that do not hold today are left out. */
final class TrustStore {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

    private final Path file;
    private final String origin;

    private TrustStore(Path file, String origin) {
        this.file = file;
        this.origin = origin;
    }

    /**
     * @param origin where the file is named
     * @param password of a key store; a bundle has none
     * @throws UserError that says why it cannot be used
     */
    static KeyStore read(Path file, String origin, Optional<String> password) {
        return new TrustStore(file, origin).read(password);
    }

    private KeyStore read(Optional<String> password) {
        List<X509Certificate> all = certificates(content(), password);
        if (all.isEmpty()) {
            throw problem(Message.of("config.trust-store.empty"));
        }
        List<X509Certificate> holding =
                all.stream().filter(one -> whyNotToday(one).isEmpty()).toList();
        if (holding.isEmpty()) {
            X509Certificate first = all.get(0);
            throw problem(Message.of(
                    "config.trust-store.expired",
                    Text.line(first.getSubjectX500Principal().getName(), 200),
                    whyNotToday(first).orElseThrow()));
        }
        return holding(holding);
    }

    private byte[] content() {
        try {
            return TrustedFile.read(file).bytes();
        } catch (IOException e) {
            throw problem(Message.of("config.trust-store.unreadable", FileReason.of(e)));
        }
    }

    private List<X509Certificate> certificates(byte[] content, Optional<String> password) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        try {
            return text.contains("-----BEGIN ") ? ofBundle(text) : ofKeyStore(content, password);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw problem(Message.of("config.trust-store.broken", words(e)));
        } catch (IOException e) {
            throw problem(
                    e.getCause() instanceof UnrecoverableKeyException
                            ? Message.of("config.trust-store.password", Key.TRUST_STORE_PASSWORD)
                            : Message.of("config.trust-store.broken", words(e)));
        }
    }

    private static List<X509Certificate> ofBundle(String text) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> all = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(1));
            all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
        }
        return all;
    }

    private static List<X509Certificate> ofKeyStore(byte[] content, Optional<String> password)
            throws GeneralSecurityException, IOException {
        // Reads the older kind of Java as well.
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(
                new ByteArrayInputStream(content),
                password.map(String::toCharArray).orElse(null));
        List<X509Certificate> all = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate one) {
                all.add(one);
            }
        }
        return all;
    }

    /** By the machine's clock, as TLS itself looks at it. */
    private static Optional<String> whyNotToday(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return Optional.empty();
        } catch (CertificateException expiredOrNotYet) {
            return Optional.of(words(expiredOrNotYet));
        }
    }

    private static KeyStore holding(List<X509Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java holds certificates in memory", e);
        }
    }

    private static String words(Exception e) {
        return Text.line(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), 200);
    }

    private UserError problem(Message why) {
        return UserError.usage("config.trust-store", origin, Key.TRUST_STORE, file, why);
    }
}
