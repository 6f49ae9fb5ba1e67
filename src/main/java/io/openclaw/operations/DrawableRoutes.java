package io.openclaw.operations;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.support.PluginHelper;

/**
 * Routes as XML that Hawtio can draw. Its diagram takes every element for a step, so a route's own error handler, which stands before where
 * it begins, would have a line come from nowhere: it fails, and every diagram after it. The handler is told in a comment.
 */
final class DrawableRoutes implements ModelToXMLDumper {

    private static final Pattern HANDLER = Pattern.compile(
            "<errorHandler(?:\\s[^>]*)?>\\s*<(\\w+)[^>]*?(?:/>|>.*?)\\s*</errorHandler>", Pattern.DOTALL);

    private final ModelToXMLDumper camel;

    DrawableRoutes(ModelToXMLDumper camel) {
        this.camel = camel;
    }

    /** Takes its place in the context. */
    static void in(CamelContext context) {
        context.getCamelContextExtension()
                .addContextPlugin(
                        ModelToXMLDumper.class, new DrawableRoutes(PluginHelper.getModelToXMLDumper(context)));
    }

    private static String drawable(String xml) {
        return xml == null
                ? null
                : HANDLER.matcher(xml)
                        .replaceAll(
                                found -> Matcher.quoteReplacement("<!-- error handler: " + found.group(1) + " -->"));
    }

    @Override
    public String dumpModelAsXml(CamelContext context, NamedNode definition) throws Exception {
        return drawable(camel.dumpModelAsXml(context, definition));
    }

    @Override
    public String dumpModelAsXml(
            CamelContext context,
            NamedNode definition,
            boolean resolvePlaceholders,
            boolean generatedIds,
            boolean sourceLocation)
            throws Exception {
        return drawable(camel.dumpModelAsXml(context, definition, resolvePlaceholders, generatedIds, sourceLocation));
    }

    @Override
    public String dumpBeansAsXml(CamelContext context, List<Object> beans) throws Exception {
        return camel.dumpBeansAsXml(context, beans);
    }

    @Override
    public String dumpDataFormatsAsXml(CamelContext context, Map<String, Object> dataFormats) throws Exception {
        return camel.dumpDataFormatsAsXml(context, dataFormats);
    }
}
