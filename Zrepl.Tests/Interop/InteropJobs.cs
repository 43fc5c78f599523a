namespace Zrepl.Tests.Interop;

/// <summary>Jobs of the same meaning for every program called zrepl: what one side of a replication reads as its <c>jobs</c>.</summary>
internal static class InteropJobs
{
    public const string Push = "push";
    public const string Pull = "pull";

    /// <summary>Name of the active job, in both directions, so that one can follow the other.</summary>
    public const string Active = "to nas";

    /// <summary>Name of the passive job.</summary>
    public const string Passive = "nas";

    /// <summary>Client identity of the active side.</summary>
    public const string Client = "laptop";

    /// <summary>The job that dials.</summary>
    /// <param name="direction"><see cref="Push"/> or <see cref="Pull"/>.</param>
    /// <param name="place">The datasets.</param>
    /// <param name="connect">Its <c>connect</c>.</param>
    /// <param name="send">Further keys of <c>send</c>.</param>
    public static string ActiveJobs(string direction, InteropTree place, string connect, string send) => $$"""
        jobs:
          - name: {{Active}}
            type: {{direction}}
            connect: {{connect}}
        {{(direction == Push ? Sending(place, send) : Receiving(place) + "\n    interval: manual")}}
            conflict_resolution: {initial_replication: all}
            pruning:
              keep_sender: [{type: not_replicated}, {type: regex, regex: "^keep"}]
              keep_receiver: [{type: regex, regex: "^keep"}]
        """;

    /// <summary>The job that listens.</summary>
    public static string PassiveJobs(string direction, InteropTree place, string serve, string send) => $$"""
        jobs:
          - name: {{Passive}}
            type: {{(direction == Push ? "sink" : "source")}}
            serve: {{serve}}
        {{(direction == Push ? Receiving(place) : Sending(place, send))}}
        """;

    private static string Sending(InteropTree place, string send) => $$"""
            filesystems: {"{{place.Root}}<": true, "{{place.Between}}": false}
            send: { {{send}} }
            snapshotting: {type: manual}
        """;

    private static string Receiving(InteropTree place) => $$"""
            root_fs: "{{place.Target}}"
            recv: {placeholder: {encryption: inherit} }
        """;
}
