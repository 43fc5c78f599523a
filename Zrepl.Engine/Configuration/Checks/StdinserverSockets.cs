namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Sockets of stdinserver that would be taken twice, or that are the control socket.</summary>
internal sealed class StdinserverSockets : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        var taken = new Dictionary<ClientIdentity, LoadedJob>();
        foreach (var job in context.Jobs)
        {
            if (ListenAddresses.ServeOf(job.Definition) is not ServeDefinition.Stdinserver serve) continue;
            foreach (var (index, identity) in serve.ClientIdentities.Index())
            {
                var key = $"serve.client_identities[{index}]";
                if (!taken.TryAdd(identity, job))
                    context.Report(job, key, ProblemCodes.StdinserverIdentityTwice,
                        $"client identity \"{identity}\" is also served by job \"{taken[identity].Definition.Name}\"");
                if (Path.Combine(context.Global.StdinserverSocketDirectory, identity.Text) == context.Global.ControlSocketPath)
                    context.Report(job, key, ProblemCodes.SocketCollision,
                        $"the socket of client \"{identity}\" would be the control socket {context.Global.ControlSocketPath}");
            }
        }
    }
}
