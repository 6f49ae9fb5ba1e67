package io.openclaw.inbox;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A push with its bytes as they came. Signatures are made over them, so nobody behind may parse them first: the content
 * type is hidden, which keeps forms from being read as parameters.
 */
final class RawBody extends HttpServletRequestWrapper {

    /** Request attribute that holds this. */
    static final String ATTRIBUTE = RawBody.class.getName();

    private final byte[] bytes;
    private final boolean tooLarge;

    private RawBody(HttpServletRequest request, byte[] bytes, boolean tooLarge) {
        super(request);
        this.bytes = bytes;
        this.tooLarge = tooLarge;
    }

    /**
     * Reads at most so many bytes; of what is larger nothing is kept, and if it says so itself nothing is read.
     *
     * @param limit in bytes; negative to read nothing at all
     */
    static RawBody read(HttpServletRequest request, int limit) throws IOException {
        byte[] bytes = new byte[0];
        boolean tooLarge = limit < 0 || request.getContentLengthLong() > limit;
        if (!tooLarge) {
            InputStream in = request.getInputStream();
            bytes = in.readNBytes(limit + 1);
            tooLarge = bytes.length > limit;
        }
        RawBody raw = new RawBody(request, tooLarge ? new byte[0] : bytes, tooLarge);
        request.setAttribute(ATTRIBUTE, raw);
        return raw;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean tooLarge() {
        return tooLarge;
    }

    /** The sender's own content type, which {@link #getContentType()} hides. */
    String sentContentType() {
        return super.getContentType();
    }

    @Override
    public String getContentType() {
        return "application/octet-stream";
    }

    @Override
    public int getContentLength() {
        return bytes.length;
    }

    @Override
    public long getContentLengthLong() {
        return bytes.length;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return "content-type".equalsIgnoreCase(name)
                ? Collections.enumeration(Collections.singleton(getContentType()))
                : super.getHeaders(name);
    }

    @Override
    public String getHeader(String name) {
        return "content-type".equalsIgnoreCase(name) ? getContentType() : super.getHeader(name);
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Bytes(new ByteArrayInputStream(bytes));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
    }

    private static final class Bytes extends ServletInputStream {

        private final ByteArrayInputStream in;

        Bytes(ByteArrayInputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return in.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body has been read already");
        }
    }
}
