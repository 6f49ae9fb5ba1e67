package io.openclaw.sandbox.web;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.PartnerCall;
import java.util.List;

/** How a vendor tells its customers from strangers, and which of its operations can be told to misbehave. */
public interface VendorDoor {

    String vendor();

    /** Answers the call as the vendor does when the signature or token is wrong; leaves it open when it is right. */
    void check(SandboxAccount account, PartnerCall call);

    /** The vendor's operations under the hub's words for them. */
    List<String> operations();

    /** What the vendor pushes, in its own words. */
    List<String> pushes();
}
