package io.openclaw.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.util.UriUtils;

/**
 * Lets a slash inside a SKU pass, written {@code %2F}, where a call names a SKU; any other address, and a SKU that would
 * climb, meets the usual strict firewall.
 */
final class SkuFirewall implements HttpFirewall {

    private static final Pattern OF_A_SKU = Pattern.compile("/api/v2\\.1/(?:stock|products)/([^/]+)(?:/[a-z-]+)?");
    private static final Pattern TWICE = Pattern.compile("%25(?:25|2[EeFf]|5[Cc])");
    private static final Pattern SLASH = Pattern.compile("%2[Ff]");

    private final StrictHttpFirewall usual = new StrictHttpFirewall();
    private final StrictHttpFirewall ofSkus = new StrictHttpFirewall();

    SkuFirewall() {
        ofSkus.setAllowUrlEncodedSlash(true);
        ofSkus.setAllowUrlEncodedPercent(true); // Tomcat leaves that slash encoded, with its percent sign
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        return (namesSku(request.getRequestURI()) ? ofSkus : usual).getFirewalledRequest(request);
    }

    @Override
    public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return usual.getFirewalledResponse(response);
    }

    /** A SKU as it is written in an address. */
    static String segment(String sku) {
        return UriUtils.encodePathSegment(sku, StandardCharsets.UTF_8);
    }

    private static boolean namesSku(String uri) {
        Matcher named = OF_A_SKU.matcher(uri);
        return named.matches()
                && !TWICE.matcher(uri).find()
                && Arrays.stream(SLASH.split(named.group(1), -1)).noneMatch(SkuFirewall::climbs);
    }

    private static boolean climbs(String part) {
        String plain = part.replaceAll("(?i)%2e", ".");
        return plain.isEmpty() || plain.equals(".") || plain.equals("..");
    }
}
