namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pages about a job.</summary>
internal static class JobAddress
{
    /// <summary>The job's page.</summary>
    public static string Of(string job) => "/jobs/" + Uri.EscapeDataString(job);
}
