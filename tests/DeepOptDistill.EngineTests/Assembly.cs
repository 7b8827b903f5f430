using System.Runtime.CompilerServices;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Examination;

// Both engines use every core by themselves; tests beside each other would only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace DeepOptDistill.EngineTests;

internal static class Beginning
{
    /// <summary>What users get before other work, where a test asks what is found.</summary>
    internal static ExaminationOptions Quick { get; private set; } = null!;

    /// <summary>
    /// Hundreds of runs begin with a look at each teacher and end with the latency of each network: here as few images, and as short a
    /// time, as tell anything.
    /// </summary>
    [ModuleInitializer]
    internal static void LookForAMoment()
    {
        // Tests that call libtorch themselves get it as every training does: with convolutions that are right.
        DeepOptDistill.Students.Networks.Engine.Start(Environment.ProcessorCount);
        Quick = ExaminationOptions.Quick;
        ExaminationOptions.Quick = Quick with { Images = TeacherExamination.Fewest, Screen = TeacherExamination.Fewest / 2 };
        Latency.Least = (5, TimeSpan.FromMilliseconds(5));
    }
}
