using System.Text.Json;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>
/// <c>zfs list -j</c> and <c>zfs get -j</c> (2.3 and later):
/// <c>{"output_version":{…},"datasets":{"tank/a":{"name":…,"type":…,"pool":…,"createtxg":…,"properties":{…}}}}</c>.
/// </summary>
internal static class EntityJson
{
    public static async Task<int> ListAsync(CommandCall call, ListSettings settings)
    {
        using var session = await call.EnterAsync();
        var (rows, exitCode) = ListCommand.Select(call, session, settings);
        if (exitCode != 0) return exitCode;
        var columns = settings.Columns ?? PropertyColumn.All(call.Rules.Version, rows);
        var reader = new PropertyReader(session, settings.IsLiteral);
        Write(call.Output, "zfs list", rows, settings.JsonNumbers, row =>
            from column in columns
            where column.Name != "name"
            select (column.Name, Value: column.Read(row, reader) ?? new PropertyValue("-")));
        return 0;
    }

    public static async Task<int> GetAsync(CommandCall call, GetSettings settings)
    {
        using var session = await call.EnterAsync();
        var (rows, exitCode) = GetCommand.Select(call, session, settings);
        if (exitCode != 0) return exitCode;
        settings.Complete(call.Rules.Version, rows);
        var reader = new PropertyReader(session, settings.IsLiteral);
        Write(call.Output, "zfs get", rows, settings.JsonNumbers, row =>
            from property in settings.Properties
            let value = settings.Read(row, property, reader)
            where value is not null && (value.Value.Source & settings.Sources) != 0
            select (property.Name, value.Value));
        return 0;
    }

    private static void Write(
        OutputWriter output, string command, List<ZfsEntity> rows, bool numbers, Func<ZfsEntity, IEnumerable<(string Name, PropertyValue Value)>> properties)
    {
        using (var json = new Utf8JsonWriter(output.Pipe))
        {
            json.WriteStartObject();
            json.WriteStartObject("output_version");
            json.WriteString("command", command);
            json.WriteNumber("vers_major", 0);
            json.WriteNumber("vers_minor", 1);
            json.WriteEndObject();
            json.WriteStartObject("datasets");
            foreach (var row in rows)
            {
                var values = properties(row).ToList();
                if (values.Count > 0) WriteEntity(json, row, numbers, values);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write('\n');
    }

    private static void WriteEntity(Utf8JsonWriter json, ZfsEntity entity, bool numbers, List<(string Name, PropertyValue Value)> properties)
    {
        json.WriteStartObject(entity.FullName);
        json.WriteString("name", entity.FullName);
        json.WriteString("type", entity.Type.Word().ToUpperInvariant());
        json.WriteString("pool", entity.Head.Pool.Name);
        if (entity is Snapshot snapshot)
        {
            json.WriteString("dataset", snapshot.Dataset.Name);
            json.WriteString("snapshot_name", snapshot.Name);
        }

        WriteNumber(json, "createtxg", entity.CreateTxg.ToString(System.Globalization.CultureInfo.InvariantCulture), numbers);
        json.WriteStartObject("properties");
        foreach (var (name, value) in properties)
        {
            json.WriteStartObject(name);
            WriteNumber(json, "value", value.Text, numbers);
            json.WriteStartObject("source");
            json.WriteString("type", value.Source.ToString().ToUpperInvariant());
            json.WriteString("data", value.InheritedFrom ?? "-");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, string text, bool numbers)
    {
        if (numbers && ulong.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)) json.WriteNumber(name, number);
        else json.WriteString(name, text);
    }
}
