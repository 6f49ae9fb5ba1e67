package io.openclaw.order.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.order.Address;
import io.openclaw.order.OrderDocument.Attribute;
import io.openclaw.order.OrderStatus;
import java.time.Instant;
import java.util.List;

/**
 * An order as the open API shows it. Money is a decimal string in {@link #currency}.
 *
 * @param paymentDetail of an unpaid order what stands in the way, or null
 * @param paymentTerms when an order on terms is due, or null
 * @param attributes what the buyer said in fields of the shop's own
 * @param backorder what it waits for; null unless it waits to be served
 * @param shipTo null when nothing is shipped, or once the personal data were erased
 */
@JsonNaming(SnakeCaseStrategy.class)
public record OrderView(
        String orderNo,
        String tenant,
        String account,
        String platform,
        String platformOrderId,
        String platformOrderNo,
        String parentNo,
        String orderType,
        String fulfilledBy,
        OrderStatus status,
        String state,
        String paymentStatus,
        String paymentDetail,
        String paymentTerms,
        CashView cod,
        boolean test,
        int version,
        Instant placedAt,
        Instant paidAt,
        Instant shipBy,
        Instant deliverBy,
        Instant createdAt,
        Instant updatedAt,
        String currency,
        String total,
        String itemTotal,
        String shippingTotal,
        String sellerDiscount,
        String platformDiscount,
        String taxTotal,
        String dutiesTotal,
        MethodView shippingMethod,
        List<String> tags,
        String buyerNote,
        List<Attribute> attributes,
        String sellerNote,
        String risk,
        CancelWish cancelRequest,
        List<HoldView> holds,
        BackorderView backorder,
        Address shipTo,
        List<LineView> lines,
        List<KeptView> kept,
        List<FulfillmentView> fulfillments,
        List<CaseView> exceptions,
        List<PendingView> pending,
        List<Step> timeline) {

    /** What is to be collected of the buyer when he is handed the goods, in what he pays in. */
    public record CashView(String amount, String currency) {}

    /** What the buyer chose and paid for; its category is local_delivery or pickup where no parcel is sent. */
    public record MethodView(String title, String code, String price, String category) {}

    /** A cancellation that is asked for and not answered. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CancelWish(String by, String reason, Instant deadline) {}

    /** @param remedy what would lift it, in the reader's language */
    @JsonNaming(SnakeCaseStrategy.class)
    public record HoldView(String code, String subject, Instant since, String heldBy, String note, String remedy) {}

    /**
     * What an order waits for, by the latest decision about it.
     *
     * @param cause {@code stock_shortage}; or there is stock, and {@code account_not_live}: these accounts may not act, or
     *     the warehouse that has it has no service that collects cash on delivery ({@code no_cod_service}), none that takes the order
     *     ({@code no_service}), or no place left on this day ({@code capacity_full}); or, whatever there is, no routing takes the order
     *     ({@code no_routing}), or a code of the platform's is no SKU of ours ({@code sku_unmapped})
     * @param accounts of warehouses and carriers; when one is live again the order is looked at within seconds
     * @param skus stocked SKUs that are short
     * @param message the decision in words
     * @param cancelAt when it has waited as long as the sourcing rules allow, or null
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record BackorderView(
            String cause,
            List<String> accounts,
            List<String> skus,
            String message,
            String queue,
            Instant decidedAt,
            Instant cancelAt) {}

    /**
     * @param shipped units that have left, those included that left without a parcel of the hub
     * @param fulfilledElsewhere how many of them those are
     * @param customization what the buyer wants made of it, or null
     * @param noShippingReason why the line is not for the hub to ship: digital, gift_card, other_service, not_eligible, nothing_open;
     *     null where it is, or nobody says
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record LineView(
            int lineNo,
            String platformLineId,
            String platformSku,
            String sku,
            String title,
            int quantity,
            int cancelled,
            int allocated,
            int shipped,
            int returned,
            int refunded,
            int fulfilledElsewhere,
            String unitPrice,
            boolean requiresShipping,
            String noShippingReason,
            String customization) {}

    /**
     * Units nobody else is sold, which the order has beside its fulfillments.
     *
     * @param state withheld on the shelf, or inbound: promised of goods on their way
     * @param why unpaid; after_label: ordered when the label had been asked for; presale; or waiting for the rest of the order
     * @param until when they are free again, null for as long as the order wants them
     * @param expected when goods on their way that are promised are expected, as it was when they were; null where nobody said
     * @param sourceDocument under which they are on their way, where the sender named one and their date has not changed since
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record KeptView(
            String warehouse,
            String sku,
            int quantity,
            String state,
            String why,
            Instant since,
            Instant until,
            Instant expected,
            String sourceDocument) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record FulfillmentView(
            String fulfillmentNo,
            String warehouse,
            String labelSource,
            String carrier,
            String service,
            String status,
            String decision,
            List<FulfillmentLineView> lines,
            List<ParcelView> parcels) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record FulfillmentLineView(String orderNo, int lineNo, String sku, int quantity) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record ParcelView(
            String parcelNo,
            String waybillStatus,
            String waybillNo,
            List<NumberView> numbers,
            String labelUrl,
            String milestone,
            Instant milestoneAt,
            String subStatus,
            String reason,
            Instant firstScanAt,
            Instant deliveredAt,
            List<EventView> events) {

        ParcelView with(List<NumberView> itsNumbers, List<EventView> itsEvents) {
            return new ParcelView(
                    parcelNo,
                    waybillStatus,
                    waybillNo,
                    itsNumbers,
                    labelUrl,
                    milestone,
                    milestoneAt,
                    subStatus,
                    reason,
                    firstScanAt,
                    deliveredAt,
                    itsEvents);
        }
    }

    public record NumberView(String role, String value) {}

    /**
     * @param timeSource where the zone of {@code raw_time} came from: given, carrier_default or assumed; received where there is no time that can be read
     * @param foreign whether it befell an earlier parcel under the same number, and counts for nothing
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record EventView(
            Instant occurredAt,
            String timeSource,
            String rawTime,
            String milestone,
            String reason,
            String code,
            String description,
            String location,
            boolean foreign) {}

    /**
     * Work on the order that is not done: it waits, is tried again, or was given up.
     *
     * @param step the route's channel
     * @param account whom the work is done against, or null
     * @param event what it is about; {@code outbound} where a warehouse has the order, and its pushes are turned away
     * @param since when it began, where that is known
     * @param attempts made so far
     * @param nextAttemptAt null where none has failed, where it is due and waits for its turn, and where nobody knows
     * @param because why nothing is tried at the moment, or null
     * @param deadLetter where it was given up: what to look up, mend and replay
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record PendingView(
            String step,
            String account,
            String event,
            Instant since,
            int attempts,
            Instant nextAttemptAt,
            String lastError,
            String because,
            String deadLetter) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record CaseView(
            String id,
            String reason,
            String status,
            String severity,
            String parcelNo,
            String message,
            Instant openedAt,
            Instant resolvedAt,
            List<String> allowedActions) {}

    /** One step of the order's life: which route's stage, which event, and its codes in words. */
    public record Step(Instant at, String stage, String event, String detail) {}
}
