namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pages about a job.</summary>
internal static class JobAddress
{
    /// <summary>The job's page.</summary>
    public static string Of(string job) => "/jobs/" + Uri.EscapeDataString(job);

    /// <summary>The form with which it is changed.</summary>
    public static string FormOf(string job) => "/configuration/jobs/" + Uri.EscapeDataString(job);

    /// <summary>The form for a new one.</summary>
    public static string FormForNew(string type) => "/configuration/add/" + type;
}
