package io.openclaw.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.outbox.NotYet;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.stock.StockRefusedException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void aThingThePartnerDoesNotKnowComesWithAWayOut() {
        Verdict verdict = Verdict.of(new PartnerException(
                Category.NOT_FOUND, "shopify-us", "http_404", "GET /orders/1.json: HTTP 404: Not Found"));
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DEAD);
        assertThat(verdict.hint())
                .contains("shopify-us", "config/partners.yaml", "replay", "deleted")
                .doesNotContain("http_404");
        assertThat(Verdict.of(new PartnerException(Category.NOT_FOUND, "4px-cn", "E100", "no such parcel"))
                        .hint())
                .endsWith("the partner's code is E100");
    }

    @Test
    void aRefusalNamesThePartnersCode() {
        assertThat(Verdict.of(new PartnerException(Category.REJECTED, "4px-cn", "E7", "no"))
                        .hint())
                .isEqualTo("the partner's code is E7");
        assertThat(Verdict.of(new PartnerException(Category.REJECTED, "4px-cn", "http_422", "HTTP 422: no"))
                        .hint())
                .isNull();
    }

    @Test
    void theLogSaysWhoseFailureItIs() {
        assertThat(Verdict.of(new PartnerException(Category.TRANSIENT, "shopify-ca", "http_503", "HTTP 503: Busy"))
                        .words())
                .isEqualTo("transient shopify-ca: HTTP 503: Busy");
        assertThat(Verdict.of(new PartnerException(Category.TRANSIENT, "mabang", "timeout", "mabang did not answer"))
                        .words())
                .isEqualTo("transient mabang did not answer");
        assertThat(Verdict.of(new IllegalStateException("no disk")).words()).isEqualTo("failed no disk");
    }

    @Test
    void aStatementOfStockThatCannotBeTrueIsNotTriedAgain() {
        Verdict verdict = Verdict.of(new RuntimeCamelException(
                new StockRefusedException("only 4 units of A in cn are sellable", "state at most 4")));
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DEAD);
        assertThat(verdict.message()).isEqualTo("only 4 units of A in cn are sellable");
        assertThat(verdict.hint()).isEqualTo("state at most 4");
    }

    @Test
    void whatFailedIsSaidWithoutWhatCamelWrapsAroundIt() {
        Verdict verdict = Verdict.of(new RuntimeCamelException(
                "Multicast processing failed for number 0", new IllegalStateException("no disk")));
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.RETRY);
        assertThat(verdict.message()).isEqualTo("no disk");
    }

    @Test
    void whatHasToComeFirstIsWaitedForWithoutAStack() {
        Verdict verdict = Verdict.of(new IllegalStateException(new NotYet("the order comes first")));
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.TURN);
        assertThat(verdict.reason()).isEqualTo("not_yet");
        assertThat(verdict.message()).contains("the order comes first");
    }
}
