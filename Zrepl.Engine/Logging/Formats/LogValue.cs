using System.Collections;
using System.Globalization;
using Serilog.Events;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>Values of fields: what may be kept of them, and how they are written.</summary>
internal static class LogValue
{
    /// <summary>
    /// Turns anything into something immutable that outlets can write later on another thread: numbers and truth values stay, all else
    /// becomes text, durations and times as Go writes them. Never throws: a line with a broken value is better than a broken job.
    /// </summary>
    public static ScalarValue Freeze(object? value)
    {
        if (value is SpanValue place) return place; // immutable, and more than its text
        try { return new ScalarValue(Frozen(value)); }
        catch (Exception mistake) { return new ScalarValue($"<{value!.GetType().Name}: {mistake.Message}>"); } // null does not throw
    }

    /// <summary>The text of a value.</summary>
    public static string Text(LogEventPropertyValue value) => value is ScalarValue { Value: var inner }
        ? inner switch
        {
            null => "<nil>",
            string text => text,
            bool truth => truth ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => inner.ToString() ?? "",
        }
        : value.ToString(null, CultureInfo.InvariantCulture);

    private static object? Frozen(object? value) => value switch
    {
        null or string or bool or int or long or uint or ulong or short or ushort or byte or sbyte or double or float or decimal => value,
        TimeSpan duration => GoDuration.Format(duration),
        DateTimeOffset time => GoTime.Format(time),
        Exception failure => FailureText.Of(failure),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(item => Text(Freeze(item)))),
        _ => value.ToString(),
    };
}
