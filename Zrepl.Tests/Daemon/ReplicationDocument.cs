using System.Text.Json.Nodes;

namespace Zrepl.Tests.Daemon;

/// <summary>Reads what the status document of an active job tells of its steps.</summary>
internal static class ReplicationDocument
{
    /// <summary>The steps of all attempts and datasets.</summary>
    public static IEnumerable<JsonNode> Steps(JsonObject status) =>
        (status["Replication"]?["Attempts"]?.AsArray() ?? [])
            .SelectMany(attempt => attempt!["Filesystems"]?.AsArray() ?? [])
            .SelectMany(filesystem => filesystem!["Steps"]?.AsArray() ?? [])
            .Select(step => step!["Info"]!);

    /// <summary>Bytes that they moved.</summary>
    public static long Transferred(JsonObject status) => Steps(status).Sum(step => step["BytesReplicated"]!.GetValue<long>());
}
