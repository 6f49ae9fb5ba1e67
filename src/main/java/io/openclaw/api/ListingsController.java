package io.openclaw.api;

import io.openclaw.listing.AccountSync;
import io.openclaw.listing.ListingQueries;
import io.openclaw.listing.ListingView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What each channel lists: what it is to be told, what it was told, and what it was found to show. */
@RestController
@RequestMapping("/api/v2.1/listings")
public class ListingsController {

    private static final Set<String> STATES = Set.of("pending", "told", "shadow", "unstocked", "unlisted", "refused");

    private final ListingQueries listings;

    public ListingsController(ListingQueries listings) {
        this.listings = listings;
    }

    /** All listings of each account, summed: how many are in sync, and why an account cannot be told. */
    @GetMapping("/accounts")
    @Scope("stock:read")
    Standing accounts(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        return new Standing(listings.accounts(caller.tenant(), caller.accounts()));
    }

    /** How it stands with every account the caller may see. */
    record Standing(List<AccountSync> items) {}

    @GetMapping
    @Scope("stock:read")
    Page<ListingView> list(
            @RequestParam(required = false) String account,
            @RequestParam(required = false) String sku,
            @RequestParam(required = false) String state,
            @RequestParam(required = false) String cursor,
            @RequestParam(required = false) Integer limit,
            HttpServletRequest request) {
        if (state != null && !STATES.contains(state)) {
            throw ApiProblem.badRequest(
                    "state is '" + state + "'",
                    "a listing is " + String.join(", ", STATES.stream().sorted().toList()));
        }
        Caller caller = Caller.of(request);
        int size = Page.limit(limit);
        try {
            return Page.of(
                    listings.list(new ListingQueries.Filter(
                            caller.tenant(), account, sku, state, caller.accounts(), cursor, size + 1)),
                    size,
                    ListingQueries::cursor);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("cursor is not understood", e.getMessage());
        }
    }
}
