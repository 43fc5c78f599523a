namespace Zrepl.Engine.Status;

/// <summary>Phases in words.</summary>
public static class JobPhases
{
    /// <summary>The word that the API has for it, such as <c>pruning-sender</c>.</summary>
    public static string Word(this JobPhase phase) => phase switch
    {
        JobPhase.PruningSender => "pruning-sender",
        JobPhase.PruningReceiver => "pruning-receiver",
        _ => phase.ToString().ToLowerInvariant(),
    };
}
