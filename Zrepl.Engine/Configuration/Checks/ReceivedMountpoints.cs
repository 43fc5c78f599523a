using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>
/// Sinks that take the mountpoint from whatever a client on the network sends: a stream with properties is mounted where it says, over <c>/etc</c> too. Properties are
/// never kept out unasked, as in Go zrepl (spec zfs-and-endpoint B9.12).
/// </summary>
internal sealed class ReceivedMountpoints : IConfigurationCheck
{
    private static readonly PropertyName Mountpoint = PropertyName.Parse("mountpoint");

    public void Run(CheckContext context)
    {
        foreach (var (job, sink) in context.JobsOf<SinkJobDefinition>())
        {
            if (sink.Serve is ServeDefinition.Local || sink.Receive.InheritProperties.Contains(Mountpoint)
                || sink.Receive.OverrideProperties.Any(property => property.Name == Mountpoint)) continue;
            context.Report(job, "recv.properties.inherit", ProblemCodes.ClientsChooseMountpoints,
                "a client that sends properties decides where its datasets are mounted on this machine, such as over /etc/cron.d, and how they are shared"
                + (sink.Receive.DoesNotMount ? ": nomount only keeps them from being mounted until the next zfs mount -a or restart" : ""),
                "recv: {properties: {inherit: [mountpoint, canmount, overlay, sharenfs, sharesmb, setuid, devices, exec]}}");
        }
    }
}
