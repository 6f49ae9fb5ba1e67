package io.openclaw.order;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Where a parcel goes. It is personal data: stored encrypted, never in an event or a log.
 *
 * @param countryCode ISO 3166-1 alpha-2
 * @param pickupPoint the locker or shop that stands in for a street, or null
 * @param taxIds CPF, IOSS and the like, as customs of the destination asks for them
 * @param restricted the platform has not given the personal data (yet)
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Address(
        String name,
        String company,
        String phone,
        String phone2,
        String email,
        String countryCode,
        String state,
        String city,
        String district,
        String town,
        String postalCode,
        String houseNumber,
        String street1,
        String street2,
        String street3,
        PickupPoint pickupPoint,
        Boolean residential,
        List<TaxId> taxIds,
        boolean restricted) {

    public Address {
        taxIds = taxIds == null ? List.of() : List.copyOf(taxIds);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PickupPoint(String type, String code) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TaxId(String type, String value) {}
}
