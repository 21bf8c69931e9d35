# For sourcing by jvm.sh: 'replay --engine spark' brings Spark, and what it hands on to the executors.
[ -e "$home/spark/target/finelame-spark.jar" ] || {
	echo "finelame: Spark is not part of this build; 'cd $home && ./mvnw -Pspark -DskipTests package' adds it" >&2
	exit 2
}
options+=(
	"-Dspark.executor.extraJavaOptions=$(grep -v '^#' "$home/launcher/java/all" | tr '\n' ' ')"
	"-Dspark.jars=$home/spark/target/finelame-spark.jar,$(IFS=, && echo "${jars[*]}")${FINELAME_CLASS_PATH:+,${FINELAME_CLASS_PATH//:/,}}"
	-Dorg.slf4j.simpleLogger.log.org.apache=off
	-Dorg.slf4j.simpleLogger.log.org.apache.spark.scheduler.TaskSchedulerImpl=warn
)
class_path=$home/spark/target/finelame-spark.jar:$home/spark/target/lib/*:$class_path
