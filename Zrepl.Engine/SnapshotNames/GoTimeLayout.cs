using System.Collections.Immutable;
using System.Text;
using NodaTime;

namespace Zrepl.Engine.SnapshotNames;

/// <summary>
/// A time format as Go writes it: an example of the reference time <c>Mon Jan 2 15:04:05 MST 2006</c>. Pieces of it are recognised
/// anywhere, also inside words (<c>day2</c> has a day in it); everything else is literal. Source: spec replication 4.3.1.
/// </summary>
public sealed class GoTimeLayout
{
    private readonly ImmutableArray<GoTimeElement> _elements;

    private GoTimeLayout(string text, ImmutableArray<GoTimeElement> elements) => (Text, _elements) = (text, elements);

    /// <summary>The layout as written.</summary>
    public string Text { get; }

    /// <summary>True if the offset or the zone's name is part of the result.</summary>
    public bool PrintsZone => _elements.Any(e => e is GoTimeElement.ZoneOffset or { PrintsZoneName: true });

    /// <summary>The smallest unit that the result tells apart; <see cref="TimeSpan.MaxValue"/> if it never changes.</summary>
    public TimeSpan Resolution => _elements.Select(e => e.Resolution).Append(TimeSpan.MaxValue).Min();

    /// <summary>Reads a layout. Every text is one.</summary>
    public static GoTimeLayout Parse(string text) => new(text, [.. GoTimeLayoutScanner.Scan(text)]);

    /// <summary>Writes a time.</summary>
    public string Format(ZonedDateTime time)
    {
        var result = new StringBuilder(Text.Length + 8);
        foreach (var element in _elements) element.AppendTo(result, time);
        return result.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
