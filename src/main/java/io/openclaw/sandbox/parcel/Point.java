package io.openclaw.sandbox.parcel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * Something a carrier reported about a parcel.
 *
 * @param n counts the parcel's points from 1
 * @param zone {@code UTC+08:00}, or empty where the carrier does not say
 */
public record Point(int n, String code, String text, String location, String country, String zone, OffsetDateTime at) {

    public static Point of(ResultSet row) throws SQLException {
        return new Point(
                row.getInt("n"),
                row.getString("code"),
                row.getString("description"),
                row.getString("location"),
                row.getString("country"),
                row.getString("zone"),
                row.getObject("at", OffsetDateTime.class));
    }
}
