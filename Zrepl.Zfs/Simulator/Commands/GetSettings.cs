using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>What a call of <c>zfs get</c> wants, and how its rows are printed.</summary>
internal sealed class GetSettings
{
    private static readonly string[] Fields = ["name", "property", "value", "received", "source"];

    private List<string> _columns = ["name", "property", "value", "source"];
    private Dictionary<string, int> _widths = [];
    private bool _isAll;
    private bool _headerIsDue = true;

    /// <summary>The properties, or null for all until <see cref="Complete"/>.</summary>
    public List<PropertyColumn>? Properties { get; set; }

    public PropertySource Sources { get; set; } = PropertySource.Any;

    public EntityWalk Walk { get; set; } = new(EntityTypes.Everything, false, null, false);

    public IReadOnlyList<string> Operands { get; set; } = [];

    public bool IsScripted { get; set; }

    public bool IsLiteral { get; set; }

    public bool IsJson { get; set; }

    public bool JsonNumbers { get; set; }

    private List<PropertyColumn> Shown => Properties ?? throw new InvalidOperationException("The properties are not known yet.");

    /// <summary>Reads the argument of <c>-o</c>.</summary>
    public void ParseFields(string list)
    {
        _columns = [];
        foreach (var word in list.Split(','))
        {
            if (_columns.Count == Fields.Length) throw new UsageException("too many fields given to -o option");
            if (word == "all")
            {
                if (_columns.Count > 0) throw new UsageException("\"all\" conflicts with specific fields given to -o option");
                _columns = [.. Fields];
            }
            else
            {
                _columns.Add(Fields.Contains(word) ? word : throw new UsageException($"invalid column name '{word}'"));
            }
        }
    }

    /// <summary>Replaces <c>all</c> by what it means for these rows.</summary>
    public void Complete(OpenZfsVersion version, List<ZfsEntity> rows)
    {
        _isAll = Properties is null;
        Properties ??= PropertyColumn.All(version, rows);
    }

    public void FitWidths(List<ZfsEntity> rows, PropertyReader reader)
    {
        var name = Math.Max(4, rows.Count == 0 ? 0 : rows.Max(row => row.FullName.Length));
        _widths = new()
        {
            ["name"] = name,
            ["property"] = Math.Max(8, Shown.Max(property => property.Name.Length)),
            ["value"] = Math.Max(5, Shown.Max(property => ColumnWidth.Of(property, rows, reader, IsLiteral))),
            ["received"] = Math.Max(8, rows.SelectMany(row => Shown.Select(property => ReceivedText(row, property).Length)).DefaultIfEmpty().Max()),
            ["source"] = name > 4 ? name + "inherited from".Length : "SOURCE".Length,
        };
    }

    /// <summary>Prints the lines of one entity whose source is wanted.</summary>
    public void WriteRows(OutputWriter output, ZfsEntity entity, PropertyReader reader)
    {
        foreach (var property in Shown)
        {
            if (Read(entity, property, reader) is not { } value || (value.Source & Sources) == 0) continue;
            if (_headerIsDue && !IsScripted) WriteLine(output, field => field.ToUpperInvariant());
            _headerIsDue = false;
            WriteLine(output, field => field switch
            {
                "name" => entity.FullName,
                "property" => property.Name,
                "value" => value.Text,
                "source" => value.SourceText,
                _ => ReceivedText(entity, property),
            });
        }
    }

    /// <summary>The value to show, or null if the line is left out.</summary>
    public PropertyValue? Read(ZfsEntity entity, PropertyColumn property, PropertyReader reader) =>
        property.Read(entity, reader) ?? (_isAll ? null : new PropertyValue("-"));

    /// <summary>The received value of a property, whether it is in force or not; <c>-</c> without one.</summary>
    public static string ReceivedText(ZfsEntity entity, PropertyColumn property)
    {
        var bag = entity switch { Dataset dataset => dataset.Properties, Snapshot snapshot => snapshot.Properties, _ => null };
        return bag is not null && bag.TryGet(property.Name, out var setting) && setting.Received is { } value ? value : "-";
    }

    private void WriteLine(OutputWriter output, Func<string, string> cell)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            var text = cell(_columns[i]);
            if (i == _columns.Count - 1) output.Write(text);
            else if (IsScripted) output.Write(text + "\t");
            else output.Write(text.PadRight(_widths[_columns[i]]) + "  ");
        }

        output.Write('\n');
    }
}
