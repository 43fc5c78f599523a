using System.Text.Json;

namespace Zrepl.Tests.Support.Wire;

/// <summary>One recorded TCP connection between two Go zrepl 0.7 daemons, see the README beside the recordings.</summary>
internal sealed record Recording(string Name, string Label, RecordedBytes ToServer, RecordedBytes ToClient)
{
    public static Recording Load(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "wire", name + ".json")));
        var root = file.RootElement;
        return new(name, root.GetProperty("label").GetString()!, RecordedBytes.Of(root.GetProperty("client_to_server")), RecordedBytes.Of(root.GetProperty("server_to_client")));
    }

    public static IEnumerable<string> Names(string label) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "wire"), $"*-{label}.json")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public override string ToString() => Name;
}

/// <summary>One direction; long ones were recorded with a gap.</summary>
internal sealed record RecordedBytes(byte[] Head, byte[] Tail, long Length)
{
    public bool IsWhole => Head.Length == Length;

    public static RecordedBytes Of(JsonElement direction)
    {
        byte[] Hex(string key) => direction.TryGetProperty(key, out var hex) ? Convert.FromHexString(hex.GetString()!) : [];
        var length = direction.GetProperty("length").GetInt64();
        return direction.TryGetProperty("hex", out _) ? new(Hex("hex"), [], length) : new(Hex("head_hex"), Hex("tail_hex"), length);
    }
}
