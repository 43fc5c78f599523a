using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>What a call of <c>zfs list</c> wants, and how a row of it is printed.</summary>
internal sealed class ListSettings
{
    /// <summary>The letter that stands for <c>--json-int</c>.</summary>
    public const char JsonInt = '\u0001';

    public static readonly Dictionary<string, char> JsonOptions = new() { ["json"] = 'j', ["json-int"] = JsonInt };

    private int[] _widths = [];

    public List<PropertyColumn>? Columns { get; set; }

    public List<SortColumn> Sort { get; } = [];

    public EntityWalk Walk { get; set; } = new(EntityTypes.DatasetKinds, false, null, true);

    public IReadOnlyList<string> Operands { get; set; } = [];

    public bool IsScripted { get; set; }

    public bool IsLiteral { get; set; }

    public bool IsJson { get; set; }

    /// <summary>JSON numbers are not quoted.</summary>
    public bool JsonNumbers { get; set; }

    private List<PropertyColumn> Shown => Columns ?? throw new InvalidOperationException("The columns are not known yet.");

    /// <summary>Makes every column as wide as its widest value.</summary>
    public void FitWidths(List<ZfsEntity> rows, PropertyReader reader) =>
        _widths = [.. Shown.Select(column => ColumnWidth.Of(column, rows, reader, IsLiteral))];

    public void WriteHeader(OutputWriter output)
    {
        for (var i = 0; i < Shown.Count; i++) WriteCell(output, i, Shown[i].Header);
        output.Write('\n');
    }

    public void WriteRow(OutputWriter output, ZfsEntity row, PropertyReader reader)
    {
        for (var i = 0; i < Shown.Count; i++) WriteCell(output, i, Shown[i].Read(row, reader)?.Text ?? "-");
        output.Write('\n');
    }

    private void WriteCell(OutputWriter output, int column, string text)
    {
        if (column > 0) output.Write(IsScripted ? "\t" : "  ");
        if (IsScripted) output.Write(text);
        else if (Shown[column].IsRightAligned) output.Write(text.PadLeft(_widths[column]));
        else output.Write(column == Shown.Count - 1 ? text : text.PadRight(_widths[column]));
    }
}
