package io.openclaw.order;

import static io.openclaw.order.OrderStatus.ALLOCATED;
import static io.openclaw.order.OrderStatus.BACKORDERED;
import static io.openclaw.order.OrderStatus.CANCELLED;
import static io.openclaw.order.OrderStatus.DELIVERED;
import static io.openclaw.order.OrderStatus.IMPORTED;
import static io.openclaw.order.OrderStatus.LABELLED;
import static io.openclaw.order.OrderStatus.ON_HOLD;
import static io.openclaw.order.OrderStatus.PARTIALLY_SHIPPED;
import static io.openclaw.order.OrderStatus.RETURNED;
import static io.openclaw.order.OrderStatus.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.order.OrderStatus.Facts;
import io.openclaw.order.OrderStatus.FulfillmentFacts;
import io.openclaw.order.OrderStatus.ParcelFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderStatusTest {

    @Test
    void anOrderOfWhichEverythingCameBackIsReturned() {
        FulfillmentFacts delivered = fulfillment("outbound", new ParcelFacts("created", "delivered", true));
        assertThat(OrderStatus.of(new Facts("open", "planned", 3, 0, 3, 2, List.of(), List.of(delivered))))
                .as("one is with the buyer")
                .isEqualTo(OrderStatus.DELIVERED);
        assertThat(OrderStatus.of(new Facts("open", "planned", 3, 0, 3, 3, List.of(), List.of(delivered))))
                .isEqualTo(OrderStatus.RETURNED);
        assertThat(OrderStatus.of(new Facts("open", "backordered", 3, 1, 2, 2, List.of(), List.of(delivered))))
                .as("one is still to be sent")
                .isEqualTo(OrderStatus.PARTIALLY_SHIPPED);
        assertThat(OrderStatus.of(new Facts("cancelled", "planned", 3, 3, 1, 1, List.of(), List.of(delivered))))
                .as("it left although it was cancelled, and is back")
                .isEqualTo(OrderStatus.RETURNED);
    }

    @Test
    void withoutAFulfillmentHoldsAndSourcingDecide() {
        assertThat(unsourced("open", "none")).isEqualTo(IMPORTED);
        assertThat(unsourced("open", "released")).isEqualTo(IMPORTED);
        assertThat(unsourced("open", "backordered")).isEqualTo(BACKORDERED);
        assertThat(unsourced("on_hold", "none", "unpaid")).isEqualTo(ON_HOLD);
        assertThat(unsourced("on_hold", "none", "account_shadow", "unpaid")).isEqualTo(ON_HOLD);
        assertThat(unsourced("on_hold", "none", "manual")).isEqualTo(ON_HOLD);
        assertThat(unsourced("completed", "none")).isEqualTo(IMPORTED);
        assertThat(unsourced("cancelled", "none", "manual")).isEqualTo(CANCELLED);
    }

    @Test
    void anOrderThatWasNeverMeantToBeActedOnIsImported() {
        for (String code : List.of(
                "account_import_only", "account_shadow", "account_off", "before_act_from", "platform_fulfilled")) {
            assertThat(unsourced("on_hold", "none", code)).as(code).isEqualTo(IMPORTED);
        }
    }

    @Test
    void theLeastAdvancedLiveFulfillmentDecides() {
        FulfillmentFacts planned = fulfillment("planned", parcel("requested", null));
        FulfillmentFacts labelled = fulfillment("released", parcel("created", "created"));
        assertThat(sourced(planned)).isEqualTo(ALLOCATED);
        assertThat(sourced(fulfillment("planned"))).isEqualTo(ALLOCATED);
        assertThat(sourced(labelled)).isEqualTo(LABELLED);
        assertThat(sourced(labelled, planned)).isEqualTo(ALLOCATED);
        assertThat(sourced(labelled, fulfillment("cancelled", parcel("void", null))))
                .isEqualTo(LABELLED);
    }

    @Test
    void aFailedOrUnknownLabelIsNoLabel() {
        assertThat(sourced(fulfillment("planned", parcel("failed", null)))).isEqualTo(ALLOCATED);
        assertThat(sourced(fulfillment("planned", parcel("unknown", null)))).isEqualTo(ALLOCATED);
        assertThat(sourced(fulfillment("planned", parcel("void_requested", null))))
                .isEqualTo(LABELLED);
    }

    @Test
    void shippedIsTheWarehousesWordOrTheFirstScan() {
        assertThat(sourced(fulfillment("outbound", parcel("created", null)))).isEqualTo(SHIPPED);
        assertThat(sourced(fulfillment("released", parcel("created", "picked_up"))))
                .isEqualTo(SHIPPED);
        assertThat(sourced(fulfillment("released", new ParcelFacts("created", "pending_pickup", true))))
                .isEqualTo(SHIPPED);
        assertThat(sourced(fulfillment("released", parcel("created", "pending_pickup"))))
                .isEqualTo(LABELLED);
        assertThat(sourced(fulfillment("outbound", parcel("created", "lost")))).isEqualTo(SHIPPED);
        assertThat(sourced(fulfillment("outbound", parcel("created", "returning"))))
                .isEqualTo(SHIPPED);
    }

    @Test
    void whileSomeOfItStaysItIsPartiallyShipped() {
        FulfillmentFacts gone = fulfillment("outbound", parcel("created", "in_transit"));
        assertThat(sourced(gone, fulfillment("planned"))).isEqualTo(PARTIALLY_SHIPPED);
        assertThat(sourced(new FulfillmentFacts("packed", List.of(parcel("created", null)), true)))
                .as("the rest of it is to follow")
                .isEqualTo(PARTIALLY_SHIPPED);
        assertThat(sourced(new FulfillmentFacts("packed", List.of(parcel("created", "delivered")), true)))
                .isEqualTo(PARTIALLY_SHIPPED);
        assertThat(sourced(fulfillment("released", parcel("created", "in_transit"), parcel("created", null))))
                .isEqualTo(PARTIALLY_SHIPPED);
        assertThat(OrderStatus.of(new Facts("open", "backordered", 2, 1, List.of(), List.of(gone))))
                .isEqualTo(PARTIALLY_SHIPPED);
        assertThat(OrderStatus.of(new Facts("open", "backordered", 2, 1, List.of(), List.of(fulfillment("planned")))))
                .isEqualTo(BACKORDERED);
    }

    @Test
    void whatWasAddedAfterTheLabelIsBehindTheParcelThatLeftWithoutIt() {
        FulfillmentFacts delivered = fulfillment("outbound", parcel("created", "delivered"));
        FulfillmentFacts labelled = fulfillment("released", parcel("created", null));
        assertThat(OrderStatus.of(new Facts("open", "planned", 3, 2, List.of(), List.of(delivered))))
                .isEqualTo(PARTIALLY_SHIPPED);
        assertThat(OrderStatus.of(new Facts("open", "planned", 3, 2, List.of(), List.of(labelled))))
                .isEqualTo(LABELLED);
        assertThat(OrderStatus.of(new Facts("completed", "planned", 3, 2, List.of(), List.of(delivered))))
                .as("closed by the platform")
                .isEqualTo(DELIVERED);
    }

    @Test
    void deliveredWhenEverythingIs() {
        FulfillmentFacts delivered = fulfillment("outbound", parcel("created", "delivered"));
        assertThat(sourced(delivered)).isEqualTo(DELIVERED);
        assertThat(sourced(delivered, fulfillment("outbound", parcel("created", "linehaul"))))
                .isEqualTo(SHIPPED);
        assertThat(sourced(delivered, fulfillment("outbound", parcel("created", "returned"))))
                .isEqualTo(DELIVERED);
        assertThat(sourced(fulfillment("outbound", parcel("created", "returned"))))
                .isEqualTo(RETURNED);
    }

    @Test
    void aCancelledOrderShowsWhereItsGoodsAreOnceTheyHaveLeft() {
        assertThat(OrderStatus.of(new Facts(
                        "cancelled",
                        "planned",
                        1,
                        0,
                        List.of(),
                        List.of(fulfillment("planned", parcel("created", null))))))
                .isEqualTo(CANCELLED);
        assertThat(OrderStatus.of(new Facts(
                        "cancelled",
                        "planned",
                        1,
                        0,
                        List.of(),
                        List.of(fulfillment("outbound", parcel("created", "in_transit"))))))
                .isEqualTo(SHIPPED);
        assertThat(OrderStatus.of(new Facts("open", "none", 0, 0, List.of(), List.of())))
                .isEqualTo(CANCELLED);
    }

    @Test
    void anUnknownWordIsRefusedWithTheKnownOnes() {
        assertThat(OrderStatus.ofWord("partially_shipped")).isEqualTo(PARTIALLY_SHIPPED);
        assertThatThrownBy(() -> OrderStatus.ofWord("shiped"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shiped")
                .hasMessageContaining("backordered");
    }

    private static OrderStatus unsourced(String state, String allocation, String... holds) {
        return OrderStatus.of(new Facts(state, allocation, 2, 0, List.of(holds), List.of()));
    }

    private static OrderStatus sourced(FulfillmentFacts... fulfillments) {
        return OrderStatus.of(new Facts("open", "planned", 2, 0, List.of(), List.of(fulfillments)));
    }

    private static FulfillmentFacts fulfillment(String status, ParcelFacts... parcels) {
        return new FulfillmentFacts(status, List.of(parcels));
    }

    private static ParcelFacts parcel(String waybillStatus, String milestone) {
        return new ParcelFacts(waybillStatus, milestone, false);
    }
}
