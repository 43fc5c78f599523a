using System.CommandLine;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl zfs-allow --user USER</c>: what root has to permit so that the daemon can do its jobs as another user. Prints commands, runs none.</summary>
internal static class ZfsAllowCommand
{
    // Destroying asks for mount as well, on every system.
    private static readonly string[] Sending = ["bookmark", "destroy", "hold", "mount", "release", "send", "snapshot"];
    private static readonly string[] Receiving = ["create", "destroy", "hold", "mount", "receive", "release", "rollback", "userprop"];

    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var user = new Option<string>("--user", "-u") { HelpName = "USER", Description = "the user that the daemon runs as", DefaultValueFactory = _ => "" };
        var name = new Option<string>("--job") { HelpName = "JOB", Description = "only this job", DefaultValueFactory = _ => "" };
        var command = new Command("zfs-allow", "print the zfs allow commands with which the daemon can do its jobs without being root") { user, name };
        command.SetAction(parsed =>
        {
            var loaded = common.Load(parsed);
            var (who, which) = (parsed.GetValue(user)!, parsed.GetValue(name)!); // both have a default
            if (who.Length == 0) throw new CommandFailedException("must specify --user USER, the user that the daemon runs as");
            if (who.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"._-$@\\".Contains(letter, StringComparison.Ordinal))) throw new CommandFailedException($"\"{who}\" cannot be a user");
            var jobs = loaded.Jobs.Select(job => job.Definition).Where(job => which.Length == 0 || job.Name.Text == which).ToList();
            if (jobs.Count == 0) throw new CommandFailedException(which.Length == 0 ? "no job in the configuration" : $"job \"{which}\" not defined in config");
            foreach (var job in jobs) Print(job, who, surroundings.Output);
        });
        return command;
    }

    private static void Print(JobDefinition job, string user, TextWriter output)
    {
        output.WriteLine($"# job {job.Name} ({job.Type})");
        switch (job)
        {
            case PushJobDefinition push: PrintSending(push.Filesystems, user, output); break;
            case SourceJobDefinition source: PrintSending(source.Filesystems, user, output); break;
            case SnapJobDefinition snap: PrintSending(snap.Filesystems, user, output); break;
            case PullJobDefinition pull: PrintReceiving(pull.RootFs, pull.Receive, user, output); break;
            case SinkJobDefinition sink: PrintReceiving(sink.RootFs, sink.Receive, user, output); break;
            default: throw new NotSupportedException($"{job.GetType().Name} has no permissions");
        }
    }

    private static void PrintSending(FilesystemFilter filter, string user, TextWriter output)
    {
        if (filter.MinimalRoots is { } roots) foreach (var root in roots) output.WriteLine(Allow(user, Sending, root.Text));
        else output.WriteLine($"for pool in $(zpool list -H -o name); do {Allow(user, Sending, "$pool", isShell: true)}; done");
    }

    private static void PrintReceiving(DatasetPath root, ReceiveDefinition receive, string user, TextWriter output)
    {
        var properties = receive.OverrideProperties.Select(property => property.Name.Text).Concat(receive.InheritProperties.Select(property => property.Text));
        if (receive.PlaceholderEncryption == PlaceholderEncryption.Off) properties = properties.Append("encryption");
        // A user property is covered by userprop.
        output.WriteLine(Allow(user, Receiving.Concat(properties.Where(property => !property.Contains(':', StringComparison.Ordinal))), root.Text));
        output.WriteLine("# On Linux only root can mount. Let what is received stay unmounted, or the run fails after the data has arrived:");
        output.WriteLine($"zfs set canmount=off {Quoted(root.Text)}  # and override canmount: noauto under recv.properties of the job");
    }

    private static string Allow(string user, IEnumerable<string> permissions, string dataset, bool isShell = false) =>
        $"zfs allow -u {Quoted(user)} {string.Join(',', permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))} {(isShell ? $"\"{dataset}\"" : Quoted(dataset))}";

    private static string Quoted(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || "._-/:@".Contains(letter, StringComparison.Ordinal)) ? text : $"'{text}'";
}
