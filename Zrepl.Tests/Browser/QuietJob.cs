using Zrepl.Tests.Support;
using Zrepl.Web.Demo;

namespace Zrepl.Tests.Browser;

/// <summary>The demonstration with one more job, which does nothing unless asked, on a dataset that no other job touches: nothing comes or goes while a test looks.</summary>
internal static class QuietJob
{
    /// <summary>Its name.</summary>
    public const string Name = "root_to_backup";

    /// <summary>Its copy.</summary>
    public const string Copy = "sink/zrepl/pushed/prod-root/rpool/root";

    private const string Text = """
          - type: push
            name: root_to_backup
            filesystems: { "rpool/root": true }
            connect: { type: local, listener_name: backup, client_identity: prod-root }
            snapshotting: { type: periodic, interval: 24h, prefix: root_ }
            pruning:
              keep_sender:
                - { type: last_n, count: 30 }
              keep_receiver:
                - { type: last_n, count: 50 }

        """;

    /// <summary>The same, and its first stream takes longer than any test looks.</summary>
    public static string SlowConfiguration(TemporaryDirectory directory) =>
        Configuration(directory).Replace("client_identity: prod-root }", "client_identity: prod-root }\n    send: { bandwidth_limit: { max: 32 KiB } }", StringComparison.Ordinal);

    /// <summary>The whole file.</summary>
    public static string Configuration(TemporaryDirectory directory) => DemoConfiguration.Text(directory.Path)
        .Replace("\"rpool/swap\": false", "\"rpool/swap\": false, \"rpool/root\": false", StringComparison.Ordinal) + Text;
}
