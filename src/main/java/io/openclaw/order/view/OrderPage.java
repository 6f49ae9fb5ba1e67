package io.openclaw.order.view;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Orders ascending by (updated_at, order_no).
 *
 * @param nextCursor where to go on, null at the end. A page asked for by status may be short, even empty, and still have one
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OrderPage(List<OrderView> items, String nextCursor) {}
