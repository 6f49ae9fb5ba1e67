package io.openclaw.partner.signature;

/** For partners that sign nothing: whoever knows the address may speak. */
public final class NoSignature implements SignatureScheme {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public void verify(InboundRequest request) {
        // Nothing to prove.
    }

    @Override
    public void sign(OutboundRequest request) {
        // Nothing to add.
    }
}
