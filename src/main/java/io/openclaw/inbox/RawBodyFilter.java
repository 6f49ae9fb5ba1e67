package io.openclaw.inbox;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/** Takes the raw bytes of every push before anything can parse them, and no more of them than the account may send. */
final class RawBodyFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RawBodyFilter.class);

    private final Accounts accounts;
    private final int limit;

    RawBodyFilter(Accounts accounts, int limit) {
        this.accounts = accounts;
        this.limit = limit;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Account> account = accounts.find(lastSegment(request.getRequestURI()));
        // Of a push to nobody nothing is read: it is a 404 whatever it says.
        chain.doFilter(RawBody.read(request, account.map(this::limit).orElse(-1)), response);
    }

    private int limit(Account account) {
        String own = account.policy("max_body_bytes", null);
        if (own == null) {
            return limit;
        }
        try {
            return Integer.parseInt(own);
        } catch (NumberFormatException e) {
            LOG.warn(
                    "OC-INBOX-LIMIT account {}: policy max_body_bytes '{}' is no number, {} holds",
                    account.id(),
                    own,
                    limit);
            return limit;
        }
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
