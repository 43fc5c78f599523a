using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>All checks.</summary>
internal static class ConfigurationChecks
{
    private static readonly IConfigurationCheck[] All =
    [
        new UnmatchableRules(),
        new KeepRules(),
        new PruningOverlaps(),
        new SharedSources(),
        new RootOverlaps(),
        new PlaceholderEncryptions(),
        new ReceivedMountpoints(),
        new ListenAddresses(),
        new LocalListeners(),
        new StdinserverSockets(),
    ];

    public static void Run(BindingSession session, GlobalDefinition global)
    {
        var context = new CheckContext(session, global);
        foreach (var check in All) check.Run(context);
    }
}
