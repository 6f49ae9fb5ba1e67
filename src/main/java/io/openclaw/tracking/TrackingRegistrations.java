package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import org.springframework.stereotype.Component;

/** What an aggregator is asked to follow. */
@Component("trackingRegistrations")
public class TrackingRegistrations {

    /** @param carrierCode the aggregator's own number of the carrier, by the carrier's policy tracker_carrier_code; may be null */
    public record Registration(String parcelNo, String waybillNo, String carrierCode) {

        /** A parcel that gets another number is another registration. */
        public String reference() {
            return parcelNo + "/" + waybillNo;
        }
    }

    private final Accounts accounts;

    public TrackingRegistrations(Accounts accounts) {
        this.accounts = accounts;
    }

    public Registration of(String parcelNo, String waybillNo, String carrier) {
        String code = carrier == null
                ? null
                : accounts.find(carrier)
                        .map((Account a) -> a.policy("tracker_carrier_code", null))
                        .orElse(null);
        return new Registration(parcelNo, waybillNo, code);
    }
}
