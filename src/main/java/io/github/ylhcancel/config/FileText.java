package io.github.ylhcancel.config;

import io.github.ylhcancel.files.TrustedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What stands in a file that decides or is secret. Whatever the configuration reads is opened here. */
record FileText(String text, boolean othersCanRead) {
    /** Of UTF-8, with or without a byte order mark. */
    static FileText read(Path file) throws IOException {
        TrustedFile.Content content = TrustedFile.read(file);
        // Unlike the constructor of String a new decoder refuses what is not UTF-8.
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(content.bytes()))
                .toString();
        return new FileText(text.startsWith("\uFEFF") ? text.substring(1) : text, content.othersMayRead());
    }
}
