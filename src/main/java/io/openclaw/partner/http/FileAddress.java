package io.openclaw.partner.http;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.signature.QueryString;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Files a partner names by an absolute address, such as a label. An address is only followed to the partner's own host
 * or the domains its connector names, and without the account's grant: an answer must not send the hub anywhere else.
 */
record FileAddress(List<String> domains) {

    static FileAddress of(String hosts) {
        return new FileAddress(
                hosts == null
                        ? List.of()
                        : Arrays.stream(hosts.split(","))
                                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                                .filter(host -> !host.isEmpty())
                                .toList());
    }

    HttpCall call(Account account, String address, String expect) {
        URI uri = uri(account, address);
        if (!own(account, uri) && !named(uri)) {
            throw refused(
                    account,
                    "host " + uri.getRawAuthority() + " is not the partner's"
                            + (account.baseUrl() == null
                                    ? ""
                                    : ", " + URI.create(account.baseUrl()).getRawAuthority())
                            + ", nor one that its connector names");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        Map<String, String> query = uri.getRawQuery() == null ? Map.of() : QueryString.parse(uri.getRawQuery());
        return new HttpCall(
                "GET",
                uri.getScheme() + "://" + uri.getRawAuthority(),
                path,
                query,
                Map.of(),
                RequestBody.NONE,
                false,
                "none",
                expect,
                Set.of());
    }

    private static URI uri(Account account, String address) {
        try {
            URI uri = new URI(address.strip());
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getUserInfo() != null) {
                throw refused(account, "it is no plain http address");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw refused(account, e.getMessage());
        }
    }

    private static boolean own(Account account, URI uri) {
        return account.baseUrl() != null
                && uri.getRawAuthority()
                        .equalsIgnoreCase(URI.create(account.baseUrl()).getRawAuthority());
    }

    private boolean named(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return domains.stream().anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
    }

    private static PartnerException refused(Account account, String why) {
        return new PartnerException(
                Category.REJECTED, account.id(), "file_address", "the file's address is not followed: " + why);
    }
}
