package io.openclaw.sandbox.parcel;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.oned.Code128Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.springframework.stereotype.Component;

/** Draws a parcel label as carriers do: 100 x 150 mm, the number as Code 128 and in print, the recipient, the reference. */
@Component
public final class LabelPrinter {

    private static final float MM = 72f / 25.4f;
    private static final PDRectangle SHEET = new PDRectangle(100 * MM, 150 * MM);
    private static final float MARGIN = 6 * MM;
    private static final float BAR_HEIGHT = 28 * MM;
    private static final float BAR_TOP = 60 * MM;

    /** Loads the font with the first label. */
    private static final class Fonts {

        static {
            FontMappers.set(new BundledFont());
        }

        private static PDFont of(Standard14Fonts.FontName name) {
            return new PDType1Font(name);
        }
    }

    /**
     * @param carrier printed at the top
     * @param number in the bar code
     * @param recipient lines of the address; characters the built-in fonts lack are printed as question marks
     * @param reference the customer's number of the parcel
     */
    public byte[] print(String carrier, String service, String number, List<String> recipient, String reference) {
        try (PDDocument document = new PDDocument()) {
            PDFont plain = Fonts.of(Standard14Fonts.FontName.HELVETICA);
            PDFont bold = Fonts.of(Standard14Fonts.FontName.HELVETICA_BOLD);
            PDPage page = new PDPage(SHEET);
            document.addPage(page);
            try (PDPageContentStream sheet = new PDPageContentStream(document, page)) {
                text(sheet, bold, 18, MARGIN, 138, carrier);
                text(sheet, plain, 10, MARGIN, 131, service);
                text(sheet, plain, 8, MARGIN, 122, "TO");
                float line = 116;
                for (String part : recipient) {
                    text(sheet, plain, 11, MARGIN, line, part);
                    line -= 6;
                }
                bars(sheet, number);
                text(sheet, bold, 13, MARGIN, 24, number);
                text(sheet, plain, 8, MARGIN, 12, "REF " + reference);
                text(sheet, plain, 6, MARGIN, 6, "SANDBOX - not for carriage");
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bars(PDPageContentStream sheet, String number) throws IOException {
        BitMatrix code = new Code128Writer().encode(number, BarcodeFormat.CODE_128, 0, 1);
        float module = (SHEET.getWidth() - 2 * MARGIN) / code.getWidth();
        int start = -1;
        for (int x = 0; x <= code.getWidth(); x++) {
            boolean black = x < code.getWidth() && code.get(x, 0);
            if (black && start < 0) {
                start = x;
            } else if (!black && start >= 0) {
                sheet.addRect(MARGIN + start * module, BAR_TOP - BAR_HEIGHT, (x - start) * module, BAR_HEIGHT);
                start = -1;
            }
        }
        sheet.fill();
    }

    private static void text(PDPageContentStream sheet, PDFont font, float size, float x, float mm, String text)
            throws IOException {
        sheet.beginText();
        sheet.setFont(font, size);
        sheet.newLineAtOffset(x, mm * MM);
        sheet.showText(printable(text));
        sheet.endText();
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        (text == null ? "" : text)
                .codePoints()
                .limit(48)
                .forEach(c -> printable.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return printable.toString();
    }
}
