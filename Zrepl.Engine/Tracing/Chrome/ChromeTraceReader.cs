using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>Reads the events of a trace file one by one. The array may be open at its end, and the last event may be a part of one.</summary>
internal static class ChromeTraceReader
{
    private const int FirstBuffer = 64 * 1024;
    private const int LongestEvent = 1024 * 1024; // the longest name is an argument list, of which a kernel accepts 128 KiB

    private static readonly JsonReaderOptions Tolerant = new() { AllowTrailingCommas = true };

    /// <returns>True if the text breaks off inside an event.</returns>
    /// <exception cref="InvalidDataException">The text is not a JSON array of objects.</exception>
    public static async Task<bool> ReadAsync(Stream trace, Action<ChromeEvent> found, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var state = new JsonReaderState(Tolerant);
        var kept = 0;
        try
        {
            while (true)
            {
                if (kept == buffer.Length) buffer = Grow(buffer);
                var read = await trace.ReadAsync(buffer.AsMemory(kept), cancellation);
                if (read == 0) return HasMoreThanCommas(buffer.AsSpan(0, kept));
                var length = kept + read;
                var consumed = Consume(buffer.AsSpan(0, length), ref state, found);
                kept = length - consumed;
                buffer.AsSpan(consumed, kept).CopyTo(buffer);
            }
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"This is not a trace: {failure.Message}", failure);
        }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
    }

    // Takes whole events only; the reader's state stays before an event of which a part is missing.
    private static int Consume(ReadOnlySpan<byte> bytes, ref JsonReaderState state, Action<ChromeEvent> found)
    {
        var consumed = 0;
        while (true)
        {
            var reader = new Utf8JsonReader(bytes[consumed..], isFinalBlock: false, state);
            if (!reader.Read()) return consumed;
            if (reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: 1 })
            {
                if (!JsonDocument.TryParseValue(ref reader, out var document)) return consumed;
                using (document) found(EventIn(document.RootElement));
            }
            else if (reader.CurrentDepth != 0 || reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray))
                throw new InvalidDataException($"This is not a trace: {reader.TokenType} where an event should be.");

            consumed += (int)reader.BytesConsumed;
            state = reader.CurrentState;
        }
    }

    private static ChromeEvent EventIn(JsonElement json) => new(
        Text(json, "name"), Text(json, "ph"), Time(json), Text(json, "tid"), Text(json, "id"), Details(json));

    private static long Time(JsonElement json)
    {
        const long endOfCalendar = 253_402_300_799_999_999; // in microseconds: the last moment of the year 9999
        if (!json.TryGetProperty("ts", out var ts)) return 0;
        return ts.ValueKind == JsonValueKind.Number && ts.TryGetInt64(out var at) && at is >= 0 and <= endOfCalendar
            ? at
            : throw new InvalidDataException($"This is not a trace: {ts.GetRawText()} is no time in microseconds.");
    }

    private static string Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out var value) ? TextOf(value) : "";

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(); // a String has one

    private static ImmutableDictionary<string, string> Details(JsonElement json)
    {
        if (!json.TryGetProperty("args", out var details) || details.ValueKind != JsonValueKind.Object) return ImmutableDictionary<string, string>.Empty;
        var all = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var detail in details.EnumerateObject()) all[detail.Name] = TextOf(detail.Value);
        return all.ToImmutable();
    }

    private static bool HasMoreThanCommas(ReadOnlySpan<byte> rest) => rest.ContainsAnyExcept(", \r\n\t"u8);

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= LongestEvent) throw new InvalidDataException($"This is not a trace: an event of more than {LongestEvent} bytes.");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
