using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl zfs-allow</c>.</summary>
public sealed class ZfsAllowCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Each_job_gets_what_it_needs_and_no_more()
    {
        var run = await RunAsync("--user", "zrepl");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            # job own (snap)
            zfs allow -u zrepl bookmark,destroy,hold,mount,release,send,snapshot tank/a
            zfs allow -u zrepl bookmark,destroy,hold,mount,release,send,snapshot 'tank/with blank'
            # job all (source)
            for pool in $(zpool list -H -o name); do zfs allow -u zrepl bookmark,destroy,hold,mount,release,send,snapshot "$pool"; done
            # job in (sink)
            zfs allow -u zrepl compression,create,destroy,encryption,hold,mount,receive,release,rollback,userprop tank/in
            # On Linux only root can mount. Let what is received stay unmounted, or the run fails after the data has arrived:
            zfs set canmount=off tank/in  # and override canmount: noauto under recv.properties of the job

            """, run.Output);
    }

    [Theory]
    [InlineData("must specify --user USER, the user that the daemon runs as")]
    [InlineData("\"a;b\" cannot be a user", "--user", "a;b")]
    [InlineData("job \"nope\" not defined in config", "--user", "zrepl", "--job", "nope")]
    public async Task What_is_missing_is_told(string message, params string[] words) => Assert.Equal(new(1, "", message + "\n"), await RunAsync(words));

    private Task<CommandRun> RunAsync(params string[] words) => CommandRun.OfAsync(["--config", _directory.Write("zrepl.yml", """
        jobs:
          - { type: snap, name: own, filesystems: { "tank/a<": true, "tank/a/tmp": false, "tank/with blank": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }
          - { type: source, name: all, filesystems: { "<": true }, serve: { type: local, listener_name: s }, snapshotting: { type: manual } }
          - { type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: l }, recv: { properties: { override: { compression: zstd, "org.example:x": "1" } }, placeholder: { encryption: off } } }

        """), "zfs-allow", .. words]);
}
