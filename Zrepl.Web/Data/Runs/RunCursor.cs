using System.Globalization;

namespace Zrepl.Web.Data.Runs;

/// <summary>A place in the list of runs, which is sorted by begin: <c>1772366400000-12</c>. Stays right while runs are added and deleted.</summary>
/// <param name="StartedAt">Begin of the run at that place.</param>
/// <param name="Id">Its number in the database.</param>
internal sealed record RunCursor(DateTimeOffset StartedAt, long Id)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAt.ToUnixTimeMilliseconds()}-{Id}");

    /// <summary>The place a text names, or null if it names none.</summary>
    public static RunCursor? Parse(string? text)
    {
        if (text?.Split('-') is not [var time, var id]) return null;
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > MostMilliseconds) return null;
        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number)
            : null;
    }

    private static readonly long MostMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
