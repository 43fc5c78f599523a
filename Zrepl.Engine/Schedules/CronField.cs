using System.Collections.Immutable;
using System.Globalization;

namespace Zrepl.Engine.Schedules;

/// <summary>One field of a cron expression: the values at which it matches. Source: spec replication 4.5.1; robfig/cron v3.0.1.</summary>
/// <param name="Bits">Bit n is set if the value n matches.</param>
/// <param name="IsStar">True if the field says "any" (<c>*</c>, <c>?</c>, <c>*/1</c>; not <c>*/2</c>), which changes how days are matched.</param>
internal readonly record struct CronField(ulong Bits, bool IsStar)
{
    public bool Matches(int value) => (Bits >> value & 1) != 0;

    /// <exception cref="FormatException">The text breaks the grammar; the message is upstream's.</exception>
    public static CronField Parse(string text, CronFieldRange range)
    {
        var all = default(CronField);
        foreach (var item in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var one = ParseItem(item, range);
            all = new(all.Bits | one.Bits, all.IsStar || one.IsStar);
        }

        return all;
    }

    private static CronField ParseItem(string item, CronFieldRange range)
    {
        var slash = item.Split('/');
        var ends = slash[0].Split('-');
        var isStar = ends[0] is "*" or "?";
        int from, to;
        if (isStar) (from, to) = (range.Min, range.Max); // "*-5" is "*"
        else (from, to) = ParseEnds(item, ends, range.Names);

        var step = 1;
        if (slash.Length == 2)
        {
            step = ParseNumber(slash[1]);
            if (ends.Length == 1) to = range.Max; // "5/15" is "5-max/15"
            if (step > 1) isStar = false;
        }

        if (slash.Length > 2) throw new FormatException($"too many slashes: {item}");
        if (from < range.Min) throw Refuse($"beginning of range ({from}) below minimum ({range.Min}): {item}");
        if (to > range.Max) throw Refuse($"end of range ({to}) above maximum ({range.Max}): {item}");
        if (from > to) throw Refuse($"beginning of range ({from}) beyond end of range ({to}): {item}");
        if (step == 0) throw new FormatException($"step of range should be a positive number: {item}");

        var bits = 0UL;
        for (long value = from; value <= to; value += step) bits |= 1UL << (int)value;
        return new(bits, isStar);
    }

    private static (int From, int To) ParseEnds(string item, string[] ends, ImmutableArray<string> names)
    {
        var from = ParseValue(ends[0], names);
        return ends.Length switch
        {
            1 => (from, from),
            2 => (from, ParseValue(ends[1], names)),
            _ => throw new FormatException($"too many hyphens: {item}"),
        };
    }

    private static int ParseValue(string text, ImmutableArray<string> names)
    {
        for (var i = 0; i < names.Length; i++)
            if (names[i].Length > 0 && string.Equals(names[i], text, StringComparison.OrdinalIgnoreCase)) return i;
        return ParseNumber(text);
    }

    private static int ParseNumber(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new FormatException($"failed to parse int from {text}: not a whole number");
        if (number < 0) throw Refuse($"negative number ({number}) not allowed: {text}");
        return number;
    }

    private static FormatException Refuse(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture));
}
