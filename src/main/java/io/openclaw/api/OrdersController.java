package io.openclaw.api;

import io.openclaw.order.OrderStatus;
import io.openclaw.order.view.OrderPage;
import io.openclaw.order.view.OrderQueries;
import io.openclaw.order.view.OrderQuery;
import io.openclaw.order.view.OrderView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The order pool: where every order stands, and why. */
@RestController
@RequestMapping("/api/v2.1/orders")
public class OrdersController {

    private final OrderQueries orders;
    private final QueryLimit limit;

    public OrdersController(OrderQueries orders, QueryLimit limit) {
        this.orders = orders;
        this.limit = limit;
    }

    @GetMapping
    @Scope("orders:read")
    OrderPage list(
            @RequestParam(name = "platform_order_id", required = false) String platformOrderId,
            @RequestParam(name = "platform_order_no", required = false) String platformOrderNo,
            @RequestParam(required = false) String account,
            @RequestParam(required = false) String status,
            @RequestParam(name = "updated_after", required = false) String updatedAfter,
            @RequestParam(required = false) String cursor,
            @RequestParam(name = "limit", required = false) Integer size,
            Locale locale,
            HttpServletRequest request) {
        Caller caller = Caller.of(request);
        limit.check(caller);
        OrderQuery query = new OrderQuery(
                caller.tenant(),
                accounts(caller),
                account,
                platformOrderId,
                platformOrderNo,
                status(status),
                updatedAfter == null
                        ? null
                        : ApiTime.ofQuery(updatedAfter, "updated_after").toInstant(),
                cursor,
                Page.limit(size));
        try {
            return orders.page(query, locale);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(e.getMessage(), "take the cursor of a page as it was given");
        }
    }

    @GetMapping("/{orderNo}")
    @Scope("orders:read")
    OrderView get(@PathVariable String orderNo, Locale locale, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        limit.check(caller);
        return orders.find(caller.tenant(), orderNo, accounts(caller), locale)
                .orElseThrow(() -> ApiProblem.notFound(
                        "no order " + orderNo,
                        "order_no is the hub's own; look a shop's number up by /api/v2.1/orders?platform_order_no="));
    }

    private static Set<String> accounts(Caller caller) {
        return caller.accounts().contains("*") ? null : caller.accounts();
    }

    private static OrderStatus status(String word) {
        if (word == null) {
            return null;
        }
        try {
            return OrderStatus.ofWord(word);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(e.getMessage(), "see /openapi.json for the statuses");
        }
    }
}
