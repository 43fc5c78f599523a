using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Wire.ConnectionTests;

/// <summary>Whether two jobs of one daemon find each other: nothing can fail there but the configuration.</summary>
internal static class LocalMeeting
{
    public static ConnectionReport Look(ConnectDefinition.Local connect, bool isPush, IEnumerable<JobDefinition> jobs)
    {
        var name = GoQuote.Quote(connect.ListenerName);
        var peer = $"local {connect.ListenerName}";
        var wanted = isPush ? "sink" : "source";
        var listening = jobs.Where(job => ServeOf(job) is ServeDefinition.Local local && local.ListenerName == connect.ListenerName).ToList();
        if (listening.Count == 0)
        {
            return Failed(ConnectionLayer.Transport, $"no job has serve: {{type: local, listener_name: {connect.ListenerName}}}",
                $"Give a {wanted} job of this configuration the listener_name {name}, or correct that of connect.");
        }

        var other = listening[0];
        if (!other.IsEnabled) return Failed(ConnectionLayer.Transport, $"job {other.Name} has listener_name {name}, but is not enabled", $"Enable job {other.Name}.");
        if (other.Type != wanted)
            return Failed(ConnectionLayer.Role, $"job {other.Name}, which has listener_name {name}, is a {other.Type} job", LayerAdvice.For(ConnectionLayer.Role));
        return new(peer,
        [
            Passed(ConnectionLayer.Transport, $"job {other.Name} has this listener_name; the two meet inside the daemon"),
            Passed(ConnectionLayer.Identity, $"we are {GoQuote.Quote(connect.ClientIdentity.Text)} there"),
            Passed(ConnectionLayer.Role, $"it is a {other.Type} job"),
        ], TimeSpan.Zero);

        ConnectionReport Failed(ConnectionLayer layer, string text, string whatToDo) => new(peer, [new(layer, false, text, whatToDo, TimeSpan.Zero)], null);
    }

    private static ConnectionFinding Passed(ConnectionLayer layer, string text) => new(layer, true, text, null, TimeSpan.Zero);

    private static ServeDefinition? ServeOf(JobDefinition job) => job switch
    {
        SinkJobDefinition sink => sink.Serve,
        SourceJobDefinition source => source.Serve,
        _ => null,
    };
}
