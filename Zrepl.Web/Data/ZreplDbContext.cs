using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data;

/// <summary>The database: what jobs did, which is advisory, since what must be right is read from ZFS; and who may sign in.</summary>
internal sealed class ZreplDbContext(DbContextOptions<ZreplDbContext> options) : DbContext(options)
{
    public DbSet<RunEntity> Runs => Set<RunEntity>();

    public DbSet<RunDatasetEntity> RunDatasets => Set<RunDatasetEntity>();

    public DbSet<RunStepEntity> RunSteps => Set<RunStepEntity>();

    public DbSet<PrunedDatasetEntity> PrunedDatasets => Set<PrunedDatasetEntity>();

    public DbSet<SnapshotRunEntity> SnapshotRuns => Set<SnapshotRunEntity>();

    public DbSet<SnapshottedDatasetEntity> SnapshottedDatasets => Set<SnapshottedDatasetEntity>();

    public DbSet<PoolUseEntity> PoolUses => Set<PoolUseEntity>();

    public DbSet<JobStateEntity> JobStates => Set<JobStateEntity>();

    public DbSet<DatasetCopyEntity> DatasetCopies => Set<DatasetCopyEntity>();

    public DbSet<AlertEntity> Alerts => Set<AlertEntity>();

    public DbSet<SettingEntity> Settings => Set<SettingEntity>();

    public DbSet<UserEntity> Users => Set<UserEntity>();

    public DbSet<SessionEntity> Sessions => Set<SessionEntity>();

    public DbSet<ApiTokenEntity> ApiTokens => Set<ApiTokenEntity>();

    public DbSet<AuditEntity> Audit => Set<AuditEntity>();

    public DbSet<ConfigurationVersionEntity> ConfigurationVersions => Set<ConfigurationVersionEntity>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no type for times and would compare texts: whole milliseconds compare as what they are.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RunEntity>(run =>
        {
            run.Property(r => r.Kind).HasConversion<string>();
            run.Property(r => r.Reason).HasConversion<string>();
            run.Property(r => r.Outcome).HasConversion<string>();
            run.HasIndex(r => new { r.Engine, r.Job, r.Number, r.StartedAt }).IsUnique();
            run.HasIndex(r => r.StartedAt);
            run.HasIndex(r => new { r.Job, r.StartedAt });
            run.HasIndex(r => new { r.Outcome, r.StartedAt });
            run.HasMany(r => r.Datasets).WithOne().HasForeignKey(d => d.RunId);
            run.HasMany(r => r.Pruned).WithOne().HasForeignKey(p => p.RunId);
        });
        modelBuilder.Entity<RunDatasetEntity>(dataset =>
        {
            dataset.Property(d => d.State).HasConversion<string>();
            dataset.HasIndex(d => d.Dataset);
            dataset.HasMany(d => d.Steps).WithOne().HasForeignKey(s => s.RunDatasetId);
        });
        modelBuilder.Entity<PrunedDatasetEntity>(pruned =>
        {
            pruned.Property(p => p.Side).HasConversion<string>();
            pruned.HasIndex(p => p.Dataset);
        });
        modelBuilder.Entity<SnapshotRunEntity>(run =>
        {
            run.Property(r => r.Reason).HasConversion<string>();
            run.Property(r => r.Outcome).HasConversion<string>();
            run.HasIndex(r => new { r.Engine, r.Job, r.StartedAt });
            run.HasIndex(r => new { r.Job, r.StartedAt });
            run.HasIndex(r => r.StartedAt);
        });
        modelBuilder.Entity<SnapshottedDatasetEntity>(snapshot =>
        {
            snapshot.HasIndex(s => new { s.Engine, s.Job, s.DoneAt });
            snapshot.HasIndex(s => s.DoneAt);
        });
        modelBuilder.Entity<PoolUseEntity>().HasIndex(use => use.At);
        modelBuilder.Entity<JobStateEntity>().HasKey(s => new { s.Engine, s.Job });
        modelBuilder.Entity<DatasetCopyEntity>().HasKey(c => new { c.Engine, c.Job, c.Dataset });
        modelBuilder.Entity<AlertEntity>().HasKey(a => a.Key);
        modelBuilder.Entity<SettingEntity>().HasKey(s => s.Name);
        modelBuilder.Entity<ConfigurationVersionEntity>().HasIndex(version => new { version.File, version.Id });
        BuildSecurity(modelBuilder);
    }

    private static void BuildSecurity(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<UserEntity>(user =>
        {
            user.Property(u => u.Name).UseCollation("NOCASE");
            user.HasIndex(u => u.Name).IsUnique();
            user.HasIndex(u => u.ExternalId).IsUnique();
        });
        modelBuilder.Entity<SessionEntity>(session =>
        {
            session.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId);
            session.HasIndex(s => s.LastSeenAt);
        });
        modelBuilder.Entity<ApiTokenEntity>(token =>
        {
            token.HasOne(t => t.User).WithMany().HasForeignKey(t => t.UserId);
            token.HasIndex(t => t.Hash).IsUnique();
        });
        modelBuilder.Entity<AuditEntity>().HasIndex(a => a.At);
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
