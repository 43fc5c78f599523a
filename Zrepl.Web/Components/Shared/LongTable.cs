namespace Zrepl.Web.Components.Shared;

/// <summary>
/// What a table says of itself of which only a part is in the page: screen readers count what they find, and would call the twentieth of ten thousand rows the last
/// one. A table that is there as a whole says nothing.
/// </summary>
internal static class LongTable
{
    /// <summary>Number of the first row below the heading, which is row 1.</summary>
    public const int FirstRow = 2;

    private const int MostAtOnce = 100;

    /// <summary>True if only those on the screen are in the page.</summary>
    public static bool IsLong(int items) => items > MostAtOnce;

    /// <summary>Value of <c>aria-rowcount</c>, heading included; null: none.</summary>
    public static int? RowCount(int items) => IsLong(items) ? items + 1 : null;
}

/// <summary>One of many rows.</summary>
/// <param name="Item">What it shows.</param>
/// <param name="RowIndex">Value of <c>aria-rowindex</c>; null: none, because all rows are in the page.</param>
public readonly record struct LongRow<T>(T Item, int? RowIndex);
