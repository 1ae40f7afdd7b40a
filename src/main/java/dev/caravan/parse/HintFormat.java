package dev.caravan.parse;

import dev.caravan.change.LineBatch;
import dev.caravan.change.LineBatchConverter;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A Camel data format that turns a feed's lines into hints. It takes a {@link LineBatch}, or anything that converts to
 * one. Thread-safe; one batch at a time.
 */
public final class HintFormat extends ServiceSupport implements DataFormat {
    private final Parser parser;

    /** A format that uses this parser. */
    public HintFormat(Parser parser) {
        this.parser = parser;
    }

    @Override
    public Object unmarshal(Exchange exchange, Object lines) throws Exception {
        TypeConverter converter = exchange.getContext().getTypeConverter();
        LineBatch batch = converter.convertTo(LineBatch.class, exchange, lines);
        // Bodies without a converter to lines, such as camel-file's files, are read as streams.
        return parser.parse(
                batch != null
                        ? batch
                        : LineBatchConverter.toLineBatch(
                                converter.mandatoryConvertTo(InputStream.class, exchange, lines)));
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream lines) throws Exception {
        return unmarshal(exchange, (Object) lines);
    }

    /** Always throws: hints are only read. */
    @Override
    public void marshal(Exchange exchange, Object graph, OutputStream stream) {
        throw new UnsupportedOperationException("hints: are only read of lines, never written as some");
    }
}
