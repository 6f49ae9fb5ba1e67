package io.openclaw.order.gate;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What the gate found; also the data of {@code order.released} and {@code order.held}.
 *
 * @param version the order's version that was judged
 * @param released nothing holds the order and something is left to ship: it may be acted on
 * @param newlyReleased this judgement has released it: to be told once
 * @param held at least one hold stands
 * @param holds codes of the holds, each once
 * @param changed the holds are not what they were before this judgement
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record GateDecision(
        String orderNo,
        String tenant,
        String account,
        int version,
        boolean released,
        boolean newlyReleased,
        boolean held,
        List<String> holds,
        boolean changed) {}
